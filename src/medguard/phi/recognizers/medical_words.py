"""Words of medicine and of every day that look like names, places or organisations and are none.

General on purpose: endings, nouns that follow an eponym, and short lists. Strong context ("Dr. Parkinson", 患者白芷) overrules.
"""

from __future__ import annotations

import re

from medguard.phi.recognizers.english_words import EVERYDAY
from medguard.phi.recognizers.word_list import words

_AFTER_EPONYM = (
    r"diseases?|syndromes?|signs?(?! (?:off|out|in|up|for|on)\b)|tests?|scores?|scales?|criteria|criterion|classification|stag(?:e|ing)|grade|grading|index|phenomenon|lymphoma|"
    r"tum(?:ou)?rs?|sarcoma|ulcers?|fractures?|palsy|reflex|man(?:o)?euv(?:er|re)s?|procedures?|operations?|catheters?|tubes?|drains?|"
    r"forceps|retractors?|cysts?|thyroiditis|o?esophagus|anemia|anaemia|nodes?|bod(?:y|ies)|cells?|disorder|chorea|contracture|deformity|"
    r"dementia|encephalopathy|ataxia|aphasia|area|angle|lines?|law|formula|equation|method|stain|agar|solution|lactate|"
    r"position|view|projection|breathing|respirations?|gangrene|hernia|diverticulum|triad|tetralogy|pentad|murmur|nodules?|gland|"
    r"membrane|filter|ring|duct|canal|loop|fibers?|neuroma|arthropathy|paralysis|tremor|virus|bacillus|protocol|regimen|inventory|"
    r"questionnaire|assessment|exam(?:ination)?|trial|study|guidelines?|insulin|inhaler|vaccine|score|pump|valve|stent|graft|"
    r"prosthesis|nail|screws?|plate|suture|needle|cannula|mask|collar|brace|boot|bandage|wire|lamp|chart|lens|thrombosis|esophagitis|hump|flap|blade|clamps?|waves?|cerclage|incision|circuit|laryngoscope|splint|orthosis|nevus|ganglion"
)
AFTER_EPONYM = re.compile(rf"(?:'s?|s')?(?:[- ](?:[A-Z][a-z]+|type|[a-z]+))?[- ](?:{_AFTER_EPONYM})\b")
"""What stands behind a name that names a disease, a sign or a tool."""

AFTER_AUTHOR = re.compile(r",? (?:[A-Z]{1,3},? )?(?:et al\b|and colleagues|\(?(?:19|20)\d{2}\))")
"""What stands behind the author of a publication."""

_DRUG = re.compile(
    r"(?:[a-z]{2,}(?:pril|olol|statin|azole|mycin|micin|cillin|floxacin|cycline|mab|nib|dipine|zepam|zolam|sartan|parin|gliptin|gliflozin|glutide|"
    r"triptan|setron|prazole|tidine|oxetine|pramine|azine|barbital|caine|curium|curonium|fentanil|codone|morphone|thiazide|semide|lactone|"
    r"sone|solone|olone|terol|tropium|phylline|formin|glitazone|fibrate|vir|vudine|vastatin|dronate|platin|rubicin|taxel|bicin|trexate|"
    r"amine|idine|mine|zole|pam|tine|pine|done|xaban|gatran|grel|profen|fenac|coxib|oxicam|cef\w*|cept|kinra|stim|poetin|tocin|pressin|"
    r"insulin|ide|ate|itis|osis|emia|aemia|uria|pathy|ectomy|otomy|ostomy|oscopy|plasty|graphy|gram|oma|algia|pnea|plegia|paresis))",
    re.IGNORECASE,
)
_ENDS_LIKE_A_NAME = words(
    """
    kate nate tate agate thomas christine justine clementine valentine francine jamine jasmine yasmine bertram
    ingram ma oma roma paloma vladimir casimir constantine maxine pauline josephine cate david cecilide mcbride
    bride hyde davide adelaide ide goode alcide white waite applegate westgate colgate pate bate martine
    ernestine augustine madeleine antoine elaine tremaine idina gordone ladone moldone nadine bernadine blondine
    geraldine claudine caine lorraine
    """
)

NOT_NAMES = words(
    """
    parkinson parkinsons crohn crohns foley hodgkin alzheimer alzheimers graves hashimoto cushing addison
    raynaud sjogren marfan turner klinefelter asperger tourette wernicke korsakoff bell baker babinski murphy
    romberg homan homans trousseau chvostek brudzinski kernig mcburney lachman tinel phalen trendelenburg
    valsalva apgar glasgow braden morse norton ranson gleason bishop ballard swan ganz hickman jackson-pratt
    penrose kelly ringer ringers lactated holter doppler papanicolaou gram wright giemsa coombs kidney liver
    lung heart chest abdomen pelvis brain spine skin neuro cardiac renal hepatic patient patients doctor nurse
    mother father mom mum dad wife husband son daughter brother sister family caregiver parent parents guardian
    tylenol advil motrin aleve aspirin lipitor crestor zocor lasix coumadin warfarin plavix eliquis xarelto
    pradaxa heparin lovenox metformin januvia jardiance farxiga ozempic humalog novolog lantus levemir synthroid
    levothyroxine zoloft prozac lexapro celexa cymbalta effexor wellbutrin xanax ativan valium klonopin ambien
    percocet norco vicodin oxycontin contin sopa dilaudid morphine fentanyl narcan suboxone keppra dilantin depakote
    lamictal tegretol neurontin gabapentin lyrica humira enbrel remicade prednisone medrol solumedrol albuterol
    ventolin proair advair symbicort spiriva flonase zyrtec claritin benadryl allegra singulair nexium prilosec
    protonix pepcid zantac zofran reglan colace miralax senna dulcolax imodium bactrim keflex augmentin amoxil
    zithromax levaquin cipro flagyl vancomycin zosyn rocephin ancef diflucan valtrex tamiflu paxlovid remdesivir
    ibuprofen acetaminophen paracetamol ketamine propofol versed precedex norepinephrine levophed epinephrine
    vasopressin dopamine dobutamine milrinone amiodarone digoxin lisinopril losartan amlodipine metoprolol
    clopidogrel insulin epipen viagra cialis botox pap mri xray ultrasound ekg ecg echo eeg emg labs vitals
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december mon tue tues wed thu thur thurs fri sat sun medicare medicaid hipaa
    covid influenza pneumonia sepsis stroke diabetes hypertension asthma copd cancer allergies allergy nka nkda
    assessment plan impression history subjective objective medications findings recommendation diagnosis
    admission discharge follow followup date dob mrn name address phone email fax none unknown negative positive
    normal stable denies reports continue start stop take yes no ok okay please thanks hello hi dear sincerely
    regards good morning afternoon evening the this that these those there here he she his her they their it we
    our you your my who what when where why how and or but if not will with without for from to of on in at by
    as is was are were be been has have had do does did can could should would might must gpt claude openai
    anthropic google qwen deepseek python json llm ai assistant user system loinc snomed icd cpt hpi pmh ros bp
    hr rr temp spo wbc rbc hgb hct plt bmp cmp cbc bun inr ptt tsh psa ldl hdl bid tid qid prn po iv im sc sq
    icu ed er nicu picu ccu pacu ward unit room bed floor bmi gcs nihss cxr ct pet us kub abg vbg ua uti dvt pe
    mi chf cad cabg pci afib svt vt vf htn dm ckd esrd aki gerd ibs ibd ms als tia cva tbi ptsd adhd ocd mdd gad
    hiv hbv hcv hpv rsv mrsa vre american european british french german italian spanish chinese japanese indian
    african asian hispanic latino caucasian english christian muslim jewish catholic internet bluetooth wifi
    zoom epic cerner mychart meditech fhir hl7 mom's dad's driver dose device see emr bipap cpap walgreens
    monitor status rate goal stairs mouth surgery everyone everybody doc sir guys again all folks team honey
    sweetie buddy today nice thank client woman man boy girl child baby infant person everything something
    nothing somebody someone anyone pain medication dosage signed drug brand generic
    mongolian siberian amish cherokee navajo lakota sioux apache hmong somali vietnamese korean punjabi tamil tigrinya amharic arabic farsi dari pashto urdu hindi
    bengali russian ukrainian polish portuguese haitian creole tagalog filipino mandarin cantonese nepali burmese swahili yoruba igbo advantage
    isolation blocked vacant reserved available pending contact droplet airborne nobody everyone education instructions whipple cards float bili
    image images storage scanner sex age p.s p.p.s yeah yep yup nope nah uh um er hmm oh ah alright sure sorry hang ma'am madam hon
    non pt pts mrs mr ms re fwd fw ix hx dx rx tx sx fx bx cx imp rtc abx niece battery texas team gold blue red green fr tel wt ht iso lot exp qty disp sig refill refills
    cts hcq mtx cda pdf csv hipaa emtala poct path micro imaging radiology pathology cardiology oncology neurology surgery ortho peds derm endo heme onc rheum renal pulm psych gyn
    rinvoq cosentyx skyrizi tremfya stelara entyvio dupixent taltz xeljanz orencia actemra simponi kevzara otezla rituxan ocrevus tysabri kesimpta biktarvy genvoya truvada descovy
    mounjaro wegovy trulicity victoza rybelsus toujeo tresiba basaglar admelog apidra fiasp entresto coreg toprol lopressor norvasc diovan cozaar benicar aldactone bumex demadex
    xeloda keytruda opdivo herceptin avastin tagrisso ibrance revlimid neulasta neupogen aranesp procrit epogen zometa prolia evenity forteo fosamax boniva reclast
    trelegy breo anoro incruse dulera qvar pulmicort flovent xopenex duoneb tessalon mucinex robitussin sudafed afrin toradol celebrex mobic flexeril robaxin skelaxin zanaflex ultram
    nucynta exalgo duragesic butrans belbuca subutex vivitrol antabuse chantix zyban abilify seroquel zyprexa risperdal geodon latuda rexulti vraylar clozaril haldol invega ritalin
    adderall vyvanse concerta strattera intuniv buspar remeron trazodone desyrel pristiq viibryd trintellix rexulti spravato namenda aricept exelon sinemet requip mirapex azilect
    vimpat briviact trileptal topamax zonegran onfi aptiom fycompa xcopri imitrex maxalt relpax nurtec ubrelvy aimovig ajovy emgality cefepime cefazolin ceftriaxone meropenem ertapenem
    ancef maxipime merrem invanz zyvox cubicin tygacil unasyn bicillin fortaz teflaro veklury zosyn cleocin doxy minocin macrobid pyridium mycamine cancidas vfend noxafil
    omeprazole carafate bentyl lomotil creon zenpep gattex linzess amitiza trulance xifaxan lactulose kayexalate lokelma veltassa renvela phoslo sensipar zemplar
    surgicel dermabond vicryl monocryl prolene ethilon steri-strips mepilex allevyn aquacel santyl tegaderm hemovac bovie ligasure
    lasegue bragard finkelstein phalen durkan spurling neer ober faber stinchcombe mcmurray apley thessaly oppenheim rinne weber epley dix-hallpike
    bazett fridericia cockcroft kaplan-meier clavien dindo maddrey lille rumack ranson bosniak fleischner bethesda nottingham fazekas scheltens schatzker salter-harris outerbridge knosp
    hurley ashworth barthel katz lawton waterlow oswestry beighton schirmer rutgeerts forrest eckardt westley finnegan bhutani
    medtronic abbott biotronik stryker zimmer depuy dexcom omnipod tandem baxter philips siemens roche sysmex hologic arthrex olympus nevro teva hikma sandoz mylan pfizer merck
    """
)

STATES_AND_COUNTRIES = frozenset(
    line.strip().casefold()
    for line in """
    Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,
    Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,
    New Mexico,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,
    Utah,Vermont,Virginia,West Virginia,Wisconsin,Wyoming,District of Columbia,Puerto Rico,Ontario,Quebec,British Columbia,Alberta,
    England,Scotland,Wales,Northern Ireland,United States,the United States,United States of America,USA,U.S.,US,U.S.A.,America,UK,U.K.,
    United Kingdom,the United Kingdom,the UK,the US,the U.S.,Great Britain,Britain,Ireland,France,Germany,Italy,Spain,Portugal,Netherlands,the Netherlands,
    Belgium,Switzerland,Austria,Sweden,Norway,Denmark,Finland,Iceland,Poland,Czech Republic,Slovakia,Hungary,Romania,Bulgaria,Greece,Turkey,
    Russia,Ukraine,Israel,Egypt,Nigeria,Kenya,South Africa,Ethiopia,Ghana,Morocco,Algeria,Saudi Arabia,Iran,Iraq,Syria,Lebanon,Jordan,
    Pakistan,India,Bangladesh,Nepal,Sri Lanka,China,Japan,Korea,South Korea,North Korea,Vietnam,Thailand,Malaysia,Indonesia,Philippines,
    the Philippines,Taiwan,Mongolia,Australia,New Zealand,Canada,Mexico,Brazil,Argentina,Chile,Peru,Colombia,Venezuela,Ecuador,Bolivia,
    Uruguay,Paraguay,Cuba,Haiti,Jamaica,Dominican Republic,Guatemala,Honduras,El Salvador,Nicaragua,Costa Rica,Panama,Europe,Asia,Africa,
    North America,South America,Latin America,Middle East,the Middle East,Uganda,Tanzania,Somalia,Sudan,Congo,Afghanistan
    """.replace("\n", "").split(",")
)

_ABBREVIATION = 5


def is_medical(words: str) -> bool:
    """Whether these Latin words are medicine or everyday speech rather than somebody's or some place's name."""
    parts = [part for part in re.split(r"[\s/-]+", words.strip(" .,;:'")) if part]
    if not parts:
        return True
    plain = [re.sub(r"'s?$", "", part).strip(".,").casefold() for part in parts]
    if len(parts) == 1 and parts[0].isupper() and len(parts[0]) <= _ABBREVIATION:
        return True
    known = [word in NOT_NAMES or word in EVERYDAY or like_a_drug(word) or not word for word in plain]
    return all(known) or (len(parts) == 1 and known[0]) or (known[0] and len(parts) > 1 and parts[1].islower())


def like_a_drug(word: str) -> bool:
    """Whether a word ends as drugs and diseases do, and as nobody's name does."""
    word = word.casefold()
    return len(word) > 5 and word not in _ENDS_LIKE_A_NAME and bool(_DRUG.fullmatch(word))  # noqa: PLR2004 - short endings are names


def is_generic_place(words: str) -> bool:
    """Whether a place is only a state or a country, which may stay (45 CFR 164.514(b)(2)(i)(B))."""
    return words.strip(" .,").casefold() in STATES_AND_COUNTRIES
