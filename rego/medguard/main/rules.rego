# Made by medguard.rules.build; do not edit.
package medguard.main

verdicts["checks/all_judged"] := data.medguard.rules.checks.all_judged.verdict

verdicts["checks/citations_verified"] := data.medguard.rules.checks.citations_verified.verdict

verdicts["checks/consistent"] := data.medguard.rules.checks.consistent.verdict

verdicts["checks/no_bias"] := data.medguard.rules.checks.no_bias.verdict

verdicts["checks/no_false_authority"] := data.medguard.rules.checks.no_false_authority.verdict

verdicts["checks/no_possible_bias"] := data.medguard.rules.checks.no_possible_bias.verdict

verdicts["checks/not_copied"] := data.medguard.rules.checks.not_copied.verdict

verdicts["cn/clinical/final_decision_by_physician"] := data.medguard.rules.cn.clinical.final_decision_by_physician.verdict

verdicts["cn/clinical/prescription_review"] := data.medguard.rules.cn.clinical.prescription_review.verdict

verdicts["cn/ethics/ai_review"] := data.medguard.rules.cn.ethics.ai_review.verdict

verdicts["cn/genai/public_filing"] := data.medguard.rules.cn.genai.public_filing.verdict

verdicts["cn/internet_dx/followup_only"] := data.medguard.rules.cn.internet_dx.followup_only.verdict

verdicts["cn/internet_dx/mlps3"] := data.medguard.rules.cn.internet_dx.mlps3.verdict

verdicts["cn/internet_dx/no_auto_prescription"] := data.medguard.rules.cn.internet_dx.no_auto_prescription.verdict

verdicts["cn/internet_dx/no_substitution"] := data.medguard.rules.cn.internet_dx.no_substitution.verdict

verdicts["cn/internet_dx/real_name"] := data.medguard.rules.cn.internet_dx.real_name.verdict

verdicts["cn/label/explicit_text"] := data.medguard.rules.cn.label.explicit_text.verdict

verdicts["cn/label/implicit_metadata"] := data.medguard.rules.cn.label.implicit_metadata.verdict

verdicts["cn/label/no_tamper"] := data.medguard.rules.cn.label.no_tamper.verdict

verdicts["cn/nmpa/intended_use"] := data.medguard.rules.cn.nmpa.intended_use.verdict

verdicts["cn/nmpa/registration"] := data.medguard.rules.cn.nmpa.registration.verdict

verdicts["cn/pipl/minimise_identifiers"] := data.medguard.rules.cn.pipl.minimise_identifiers.verdict

verdicts["cn/pipl/minor_guardian"] := data.medguard.rules.cn.pipl.minor_guardian.verdict

verdicts["cn/pipl/pipia"] := data.medguard.rules.cn.pipl.pipia.verdict

verdicts["cn/pipl/processor_contract"] := data.medguard.rules.cn.pipl.processor_contract.verdict

verdicts["cn/pipl/separate_consent"] := data.medguard.rules.cn.pipl.separate_consent.verdict

verdicts["cn/restricted_tech/case_report"] := data.medguard.rules.cn.restricted_tech.case_report.verdict

verdicts["cn/restricted_tech/catalogue_code"] := data.medguard.rules.cn.restricted_tech.catalogue_code.verdict

verdicts["cn/restricted_tech/department"] := data.medguard.rules.cn.restricted_tech.department.verdict

verdicts["cn/restricted_tech/filing"] := data.medguard.rules.cn.restricted_tech.filing.verdict

verdicts["cn/restricted_tech/g10/robot_needs_code"] := data.medguard.rules.cn.restricted_tech.g10.robot_needs_code.verdict

verdicts["cn/restricted_tech/g10/scope_mislabel"] := data.medguard.rules.cn.restricted_tech.g10.scope_mislabel.verdict

verdicts["cn/restricted_tech/g10/staff_title_years"] := data.medguard.rules.cn.restricted_tech.g10.staff_title_years.verdict

verdicts["cn/restricted_tech/g10/staff_training"] := data.medguard.rules.cn.restricted_tech.g10.staff_training.verdict

verdicts["cn/restricted_tech/informed_consent"] := data.medguard.rules.cn.restricted_tech.informed_consent.verdict

verdicts["cn/restricted_tech/physician_licence"] := data.medguard.rules.cn.restricted_tech.physician_licence.verdict

verdicts["cn/restricted_tech/staff_authorisation"] := data.medguard.rules.cn.restricted_tech.staff_authorisation.verdict

verdicts["cn/restricted_tech/staff_training"] := data.medguard.rules.cn.restricted_tech.staff_training.verdict

verdicts["cn/restricted_tech/stop_trigger"] := data.medguard.rules.cn.restricted_tech.stop_trigger.verdict

verdicts["cn/retention/emr"] := data.medguard.rules.cn.retention.emr.verdict

verdicts["cn/retention/emr_deletion"] := data.medguard.rules.cn.retention.emr_deletion.verdict

starts["cn/retention/emr_deletion"] := data.medguard.rules.cn.retention.emr_deletion.starts

verdicts["cn/retention/log_deletion"] := data.medguard.rules.cn.retention.log_deletion.verdict

verdicts["cn/retention/logs"] := data.medguard.rules.cn.retention.logs.verdict

verdicts["cn/retention/process_records"] := data.medguard.rules.cn.retention.process_records.verdict

verdicts["cn/xborder/mechanism"] := data.medguard.rules.cn.xborder.mechanism.verdict

verdicts["cn/xborder/population_health_store"] := data.medguard.rules.cn.xborder.population_health_store.verdict

verdicts["cn/xborder/separate_consent"] := data.medguard.rules.cn.xborder.separate_consent.verdict

verdicts["content/unread_parts"] := data.medguard.rules.content.unread_parts.verdict

verdicts["eu/art10/data_governance"] := data.medguard.rules.eu.art10.data_governance.verdict

starts["eu/art10/data_governance"] := data.medguard.rules.eu.art10.data_governance.starts

verdicts["eu/art12/ledger_ready"] := data.medguard.rules.eu.art12.ledger_ready.verdict

starts["eu/art12/ledger_ready"] := data.medguard.rules.eu.art12.ledger_ready.starts

verdicts["eu/art12/logging_ready"] := data.medguard.rules.eu.art12.logging_ready.verdict

starts["eu/art12/logging_ready"] := data.medguard.rules.eu.art12.logging_ready.starts

verdicts["eu/art13_3/ifu_complete"] := data.medguard.rules.eu.art13_3.ifu_complete.verdict

starts["eu/art13_3/ifu_complete"] := data.medguard.rules.eu.art13_3.ifu_complete.starts

verdicts["eu/art14/oversight_capability"] := data.medguard.rules.eu.art14.oversight_capability.verdict

starts["eu/art14/oversight_capability"] := data.medguard.rules.eu.art14.oversight_capability.starts

verdicts["eu/art14_26_2/reviewer_gate"] := data.medguard.rules.eu.art14_26_2.reviewer_gate.verdict

starts["eu/art14_26_2/reviewer_gate"] := data.medguard.rules.eu.art14_26_2.reviewer_gate.starts

verdicts["eu/art15/accuracy_declared"] := data.medguard.rules.eu.art15.accuracy_declared.verdict

starts["eu/art15/accuracy_declared"] := data.medguard.rules.eu.art15.accuracy_declared.starts

verdicts["eu/art15/attack_stopped"] := data.medguard.rules.eu.art15.attack_stopped.verdict

starts["eu/art15/attack_stopped"] := data.medguard.rules.eu.art15.attack_stopped.starts

verdicts["eu/art18/documents_ten_years"] := data.medguard.rules.eu.art18.documents_ten_years.verdict

starts["eu/art18/documents_ten_years"] := data.medguard.rules.eu.art18.documents_ten_years.starts

verdicts["eu/art19_26_6/log_period"] := data.medguard.rules.eu.art19_26_6.log_period.verdict

starts["eu/art19_26_6/log_period"] := data.medguard.rules.eu.art19_26_6.log_period.starts

verdicts["eu/art19_26_6/log_retention"] := data.medguard.rules.eu.art19_26_6.log_retention.verdict

starts["eu/art19_26_6/log_retention"] := data.medguard.rules.eu.art19_26_6.log_retention.starts

verdicts["eu/art20_26_5/suspension"] := data.medguard.rules.eu.art20_26_5.suspension.verdict

starts["eu/art20_26_5/suspension"] := data.medguard.rules.eu.art20_26_5.suspension.starts

verdicts["eu/art26_1/within_ifu"] := data.medguard.rules.eu.art26_1.within_ifu.verdict

starts["eu/art26_1/within_ifu"] := data.medguard.rules.eu.art26_1.within_ifu.starts

verdicts["eu/art26_11/person_informed"] := data.medguard.rules.eu.art26_11.person_informed.verdict

verdicts["eu/art26_4/input_data"] := data.medguard.rules.eu.art26_4.input_data.verdict

starts["eu/art26_4/input_data"] := data.medguard.rules.eu.art26_4.input_data.starts

verdicts["eu/art26_7/workers_informed"] := data.medguard.rules.eu.art26_7.workers_informed.verdict

starts["eu/art26_7/workers_informed"] := data.medguard.rules.eu.art26_7.workers_informed.starts

verdicts["eu/art26_8/registered_use"] := data.medguard.rules.eu.art26_8.registered_use.verdict

starts["eu/art26_8/registered_use"] := data.medguard.rules.eu.art26_8.registered_use.starts

verdicts["eu/art26_9/dpia"] := data.medguard.rules.eu.art26_9.dpia.verdict

starts["eu/art26_9/dpia"] := data.medguard.rules.eu.art26_9.dpia.starts

verdicts["eu/art27/fria"] := data.medguard.rules.eu.art27.fria.verdict

verdicts["eu/art2_3/roles_resolved"] := data.medguard.rules.eu.art2_3.roles_resolved.verdict

starts["eu/art2_3/roles_resolved"] := data.medguard.rules.eu.art2_3.roles_resolved.starts

verdicts["eu/art4/literacy_measures"] := data.medguard.rules.eu.art4.literacy_measures.verdict

verdicts["eu/art49/registration"] := data.medguard.rules.eu.art49.registration.verdict

starts["eu/art49/registration"] := data.medguard.rules.eu.art49.registration.starts

verdicts["eu/art4a/special_category_bias"] := data.medguard.rules.eu.art4a.special_category_bias.verdict

verdicts["eu/art50_1/agent_principal"] := data.medguard.rules.eu.art50_1.agent_principal.verdict

verdicts["eu/art50_1/claims_human"] := data.medguard.rules.eu.art50_1.claims_human.verdict

verdicts["eu/art50_1/inquiry_reminder"] := data.medguard.rules.eu.art50_1.inquiry_reminder.verdict

verdicts["eu/art50_1/interaction_disclosure"] := data.medguard.rules.eu.art50_1.interaction_disclosure.verdict

verdicts["eu/art50_2/cop_interop"] := data.medguard.rules.eu.art50_2.cop_interop.verdict

verdicts["eu/art50_2/cop_layers"] := data.medguard.rules.eu.art50_2.cop_layers.verdict

starts["eu/art50_2/cop_layers"] := data.medguard.rules.eu.art50_2.cop_layers.starts

verdicts["eu/art50_2/mark_and_detect"] := data.medguard.rules.eu.art50_2.mark_and_detect.verdict

starts["eu/art50_2/mark_and_detect"] := data.medguard.rules.eu.art50_2.mark_and_detect.starts

verdicts["eu/art50_2/no_strip"] := data.medguard.rules.eu.art50_2.no_strip.verdict

verdicts["eu/art50_3/exposure_data"] := data.medguard.rules.eu.art50_3.exposure_data.verdict

verdicts["eu/art50_3/exposure_notice"] := data.medguard.rules.eu.art50_3.exposure_notice.verdict

verdicts["eu/art50_4/deep_fake"] := data.medguard.rules.eu.art50_4.deep_fake.verdict

verdicts["eu/art50_4/public_interest_text"] := data.medguard.rules.eu.art50_4.public_interest_text.verdict

verdicts["eu/art50_5/manner"] := data.medguard.rules.eu.art50_5.manner.verdict

verdicts["eu/art53/upstream_docs"] := data.medguard.rules.eu.art53.upstream_docs.verdict

starts["eu/art53/upstream_docs"] := data.medguard.rules.eu.art53.upstream_docs.starts

verdicts["eu/art5_1ab/manipulation"] := data.medguard.rules.eu.art5_1ab.manipulation.verdict

verdicts["eu/art5_1ba_bb/intimate_csam"] := data.medguard.rules.eu.art5_1ba_bb.intimate_csam.verdict

verdicts["eu/art5_1c/social_scoring"] := data.medguard.rules.eu.art5_1c.social_scoring.verdict

verdicts["eu/art5_1f/emotion_work_education"] := data.medguard.rules.eu.art5_1f.emotion_work_education.verdict

verdicts["eu/art5_1g/biometric_sensitive"] := data.medguard.rules.eu.art5_1g.biometric_sensitive.verdict

verdicts["eu/art6/classification_recorded"] := data.medguard.rules.eu.art6.classification_recorded.verdict

starts["eu/art6/classification_recorded"] := data.medguard.rules.eu.art6.classification_recorded.starts

verdicts["eu/art6_3/derogation_valid"] := data.medguard.rules.eu.art6_3.derogation_valid.verdict

verdicts["eu/art72/monitoring_plan"] := data.medguard.rules.eu.art72.monitoring_plan.verdict

starts["eu/art72/monitoring_plan"] := data.medguard.rules.eu.art72.monitoring_plan.starts

verdicts["eu/art73/incident_clock"] := data.medguard.rules.eu.art73.incident_clock.verdict

starts["eu/art73/incident_clock"] := data.medguard.rules.eu.art73.incident_clock.starts

verdicts["eu/art86/explanation_record"] := data.medguard.rules.eu.art86.explanation_record.verdict

starts["eu/art86/explanation_record"] := data.medguard.rules.eu.art86.explanation_record.starts

verdicts["phi/identifiers_replaced"] := data.medguard.rules.phi.identifiers_replaced.verdict

verdicts["phi/no_leak_in_reply"] := data.medguard.rules.phi.no_leak_in_reply.verdict
