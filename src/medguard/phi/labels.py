"""JSON keys that say of a whole value what it is: ``"mrn": "0012345"`` is only recognisable with its key."""

from __future__ import annotations

import re

from medguard.phi.kinds import NUMBERED, Kind

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_LETTER = re.compile(r"[\W_]+")

_ENGLISH = {
    Kind.NAME: "family given last first middle lastname firstname middlename fullname surname forename full_name first_name last_name middle_name family_name given_name maiden_name "
    "patient_name name_of_patient pt_name member_name subscriber_name insured_name guarantor_name mother_name father_name spouse_name guardian_name contact_name emergency_contact "
    "emergency_contact_name next_of_kin physician_name doctor_name provider_name attending_physician attending referring_physician ordering_provider ordering_physician performer_name nurse_name "
    "author_name user_name username display_name legal_name birth_name former_name previous_name requester_name prescriber_name prescriber surgeon_name driver_name guarantor subscriber insured policy_holder emergency_contact_first_name emergency_contact_last_name father_first_name mother_maiden_name mother_s_maiden_name father_s_name given_names surnames second_name mothers_name fathers_name employee_name recipient_name sender_name signed_by dictated_by preferred_name nickname alias patientname",
    Kind.DATE: "dob birth_date birthdate date_of_birth birthday admission_date admit_date discharge_date visit_date encounter_date service_date date_of_service date_of_death death_date deceased_date_time "
    "deceased_date appointment_date collection_date collected_date surgery_date procedure_date onset_date issue_date issued date authored_on recorded_date effective_date_time effective_date "
    "period_start period_end start_date end_date last_visit next_visit appointment appointment_time admit_dt discharge_dt last_updated signed_date date_signed date_of_admission date_of_discharge date_of_visit date_of_procedure date_of_surgery dod death_dt last_seen next_appointment authored sent received collected accident_date injury_date specimen_collected",
    Kind.LOCATION: "address street street_address address_line address_line1 address_line2 address1 address2 line home_address mailing_address city town county district village zip zip_code zipcode postal_code "
    "postcode birth_place birthplace place_of_birth residence hometown street1 street2 patient_address address_line_1 address_line_2 line1 line2 zip5 postal mailing_zip suburb neighborhood neighbourhood township parish",
    Kind.ORG: "hospital hospital_name facility facility_name clinic clinic_name employer employer_name organization organization_name organisation school school_name insurer insurance_company payer_name company service_provider managing_organization referring_hospital transfer_facility pharmacy pharmacy_name lab_name insurance_name insurance_provider carrier",
    Kind.PHONE: "phone phone_number telephone tel mobile mobile_number mobile_phone cell cell_phone home_phone work_phone contact_number contact_phone emergency_phone emergency_contact_phone pager phone_home phone_work phone_mobile daytime_phone patient_phone ph fon telecom sms whatsapp callback callback_number",
    Kind.FAX: "fax fax_number",
    Kind.EMAIL: "email email_address e_mail mail contact_email patient_email work_email user_email",
    Kind.URL: "website homepage portal_url profile_url",
    Kind.IP: "ip ip_address ipaddress client_ip remote_ip ipv4 ipv6",
    Kind.SSN: "ssn social_security_number social_security social_security_no",
    Kind.MRN: "mrn medical_record_number medical_record_no record_number patient_id patientid patient_number pid chart_number encounter_id encounter_number visit_id visit_number csn nhs_number hospital_number "
    "medical_record_id subject_mrn patient_mrn mrn_number hospital_no unit_number nhs_no nhi chi_number encounter visit_no hospital_record_number account_mrn empi pat_id pt_id",
    Kind.HEALTH_PLAN: "member_id memberid policy_number policy_id subscriber_id insurance_id insurance_number beneficiary_id health_plan_id medicare_id medicare_number medicaid_id group_number mbi claim_id claim_number claim_no policy_no member_number member_no insurance_no group_no group plan_id medicaid_number payer_id auth_number authorization_number prior_auth_number",
    Kind.ACCOUNT: "account account_number account_no acct account_id bank_account card_number credit_card iban invoice_number account_num acct_no acct_number billing_account bank_account_number routing_number card_no guarantor_account guarantor_id",
    Kind.LICENSE: "license license_number licence_number license_no drivers_license driver_license_number dea dea_number npi medical_license certificate_number driver_license drivers_license_number driving_licence licence license_num dl dl_number npi_number dea_no provider_npi state_license",
    Kind.VEHICLE: "vin license_plate plate_number vehicle_id licence_plate plate vehicle_plate registration_plate vehicle_registration",
    Kind.DEVICE: "serial_number serial serial_no device_id device_serial udi imei mac_address device_identifier udi_di udi_carrier carrier_hrf serial_num device_serial_number implant_serial asset_tag sn mac",
    Kind.OTHER_ID: "accession accession_number specimen_id sample_id order_id order_number study_id subject_id participant_id case_id case_number requisition_number report_id employee_id user_id badge_number "
    "prescription_number rx_number reference_number barcode identifier message_id message_control_id resource_id national_id tax_id accession_no specimen_number sample_number msg_id msgid sample_barcode case_no incident_number ticket ticket_number badge badge_id staff_id employee_number confirmation_number tracking_number request_id requisition order_no subject_number screening_number randomization_number study_subject_id session_id token access_token api_key secret password trace_id correlation_id instance_uid study_instance_uid series_instance_uid sop_instance_uid patient_uuid user_uuid",
    Kind.PASSPORT: "passport passport_number passport_no",
    Kind.WECHAT: "wechat wechat_id weixin qq",
    Kind.ID_CARD: "id_card id_card_no id_card_number idcard id_no identity_card identity_number id_number",
}
_CHINESE = {
    Kind.NAME: "姓名 名字 患者姓名 病人姓名 患儿姓名 家属姓名 联系人 联系人姓名 紧急联系人 监护人 监护人姓名 母亲姓名 父亲姓名 医生姓名 医师姓名 主治医师 主治医生 主管医生 经治医师 责任护士 接诊医生 签名 医师签名 患者签名 记录者 报告医师 审核医师 "
    "检验者 检验人 审核者 审核人 报告人 受检者 受检者姓名 产妇姓名 参保人 参保人姓名 投保人姓名 被保险人姓名 患者拼音 姓名拼音 姓名缩写 操作员 操作者 采样人 送检医师 送检医生 开单医师 申请医师 麻醉医师 手术医生 主刀 随访人 经办人 收货人 术者 主刀医生 申请医生 开单医生 曾用名 昵称 收件人 被保险人 投保人",
    Kind.DATE: "出生日期 生日 出生年月 出生年月日 入院日期 出院日期 就诊日期 手术日期 检查日期 报告日期 送检日期 采样日期 入院时间 出院时间 就诊时间 检查时间 报告时间 采样时间 手术时间 死亡日期 发病日期 日期 签名日期 复诊日期 预约日期 接收时间 审核时间 随访日期 末次月经 预产期 知情同意日期 入组日期 签署日期 开具日期 取药日期",
    Kind.LOCATION: "地址 住址 家庭住址 家庭地址 现住址 户口地址 居住地址 详细地址 收货地址 单位地址 联系地址 通讯地址 户籍地址 户籍 籍贯 出生地 居住地 居住地址 工作地址 单位地址 邮编 邮政编码",
    Kind.ORG: "医院 医院名称 就诊医院 机构 机构名称 医疗机构 工作单位 单位 单位名称 学校 公司 转诊医院 转入医院 转出医院 送检单位 送检医院 就读学校 参保单位 开户行 保险公司",
    Kind.PHONE: "电话 电话号码 联系电话 手机 手机号 手机号码 联系方式 家庭电话 固定电话 座机 单位电话 紧急联系电话 家属电话",
    Kind.FAX: "传真 传真号码",
    Kind.EMAIL: "邮箱 电子邮箱 电子邮件 邮件地址",
    Kind.IP: "ip地址",
    Kind.MRN: "病历号 病案号 住院号 门诊号 就诊卡号 就诊号 登记号 患者编号 患者id 病人id 诊疗卡号 就诊卡 就诊流水号 住院流水号 患者唯一号 病员号 腕带号 病人编号 患者主索引 急诊号 档案号 健康卡号 体检号 门诊病历号 住院病历号",
    Kind.HEALTH_PLAN: "医保号 医保卡号 社保号 社保卡号 医保编号 参保号 保单号 新农合号 医疗保险号 医保个人编号 医保卡 社保卡 个人编号 参保人编号 保险单号 保险合同号 会员号 理赔号 医保电子凭证",
    Kind.ACCOUNT: "银行卡号 银行账号 账号 帐号 卡号 发票号 发票号码 收据号 结算单号 支付宝账号",
    Kind.LICENSE: "医师执业证书编码 执业证书编号 执业证号 资格证号 驾驶证号 统一社会信用代码 医师代码 护士代码 医保医师代码 执业证书编码",
    Kind.VEHICLE: "车牌 车牌号 车牌号码 车架号 发动机号",
    Kind.DEVICE: "设备序列号 序列号 设备编号 设备号 仪器序列号 植入物序列号 唯一标识",
    Kind.OTHER_ID: "检查号 检验号 标本号 样本号 条码号 申请单号 报告单号 影像号 病理号 受试者编号 工号 医嘱号 处方号 超声号 放射号 流水号 编号 筛选号 随机号 检验编号 样本编号 标本编号 条码 条形码 蜡块号 切片号 血袋号 会诊单号 手术编号 麻醉单号 预约号 取药号 取药码 订单号 快递单号 工单号 病例编号 入组编号 受试者号 研究编号 消息号 医生工号 员工号 学号 警号",
    Kind.ID_CARD: "身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 身份证件号码",
    Kind.PASSPORT: "护照 护照号 护照号码 台胞证号 回乡证号 港澳通行证号 通行证号 军官证号",
    Kind.WECHAT: "微信 微信号 qq qq号 wechat号",
}
_KINDS = {label: kind for table in (_ENGLISH, _CHINESE) for kind, labels in table.items() for label in labels.split()}
_CODES = frozenset((*NUMBERED, Kind.ID_CARD, Kind.PASSPORT))
_LONGEST = 200
_YEAR = re.compile(r"(?:19|20)\d{2}年?")


def plain_label(label: str) -> str:
    """One spelling for a key: ``patientName``, ``Patient Name`` and ``patient-name`` are ``patient_name``."""
    return _NOT_A_LETTER.sub("_", _CAMEL.sub("_", label)).strip("_").lower()


def kind_of(label: str, value: str) -> Kind | None:
    """What a whole value is, going by its key; ``None`` if the key does not say, or the value cannot be that.

    >>> kind_of("birthDate", "1970"), kind_of("mrn", "0012345")
    (None, <Kind.MRN: 'MRN'>)
    """
    kind = _KINDS.get(plain_label(label))
    value = value.strip()
    if kind is None or not 0 < len(value) <= _LONGEST or not any(map(str.isalnum, value)):
        return None
    digits = any(map(str.isdigit, value))
    if kind in _CODES and not digits:
        return None
    if kind is Kind.DATE and (not digits or _YEAR.fullmatch(value)):
        return None
    return kind


def is_name_label(label: str) -> bool:
    """Whether the key is ``name`` and the like, which medicines and tools have too: then the value has to look the part."""
    return plain_label(label) in {
        "name",
        "patient",
        "patients",
        "doctor",
        "physician",
        "provider",
        "nurse",
        "author",
        "contact",
        "患者",
        "病人",
        "医生",
        "医师",
        "家属",
        "护士",
    }
