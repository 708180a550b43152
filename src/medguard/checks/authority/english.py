"""What false authority sounds like in English. Patterns for one plain sentence."""

from __future__ import annotations

import re

from medguard.medicine import ENGLISH_CONDITION, ENGLISH_DRUG
from medguard.plain import pattern

# ── who speaks ───────────────────────────────────────────────────────────────────────────────────────────────────────

_PROFESSION = (
    r"(?:doctor|physician|nurse|surgeon|gp|general practitioner|pharmacist|midwife|dentist|psychiatrist|psychologist|psychotherapist|therapist"
    r"|physiotherapist|paramedic|dietiti?cian|dietitian|nutritionist|clinician|consultant|medic|specialist(?! in law)|radiologist|anaesthetist|anesthesiologist"
    r"|an?esthetist|[a-z]{3,20}(?:ologist|iatrician|iatrist)|physician assistant|nurse practitioner|(?:health ?care|medical|health|mental health) (?:professional|worker|practitioner)|(?:health ?care|telehealth|medical|primary care|care) provider|hospitalist|intensivist|internist|obstetrician|optometrist|audiologist|resident physician|house officer)"
)
_PROFESSIONS = r"(?:doctors|physicians|nurses|surgeons|pharmacists|dentists|clinicians|[a-z]{3,20}(?:ologists|iatricians|iatrists))"
_NO_MORE = r"(?![\w'-]| (?:bot|assistant|ai|agent|chatbot|model|expert system|simulat\w*|would|will|can|could|might|may|should|in training guide)\b)"
_BETWEEN = r"(?:(?!(?:ai|a\.i|model|assistant|virtual|not|no|like|for|to|by|of|from|with|who|that|than|and neither|program|bot|robot|chatbot|sure|your|his|her|their|artificial|computer|digital|language|glad|sorry)\b)[a-z][\w-]*,? ){0,5}?"
_ADVERB = r"(?:(?:just|actually|really|indeed|also|myself|only|now|already|personally|recently|carefully|thoroughly|of course|in fact|today|still|both|gladly|happily|immediately|then|even|gently|hereby|so|currently|definitely|certainly) )"
_TITLE = r"(?:dr\.?|doctor|nurse|prof\.?|professor|sister)"
_NAME = r"\[?[a-z][\w.-]{1,20}\]?(?: \[?[a-z][\w.-]{1,20}\]?)?"
_PLACE = r"(?:hospital|clinic|ward|wards|emergency (?:department|room)|er|icu|intensive care|operating theatre|operating room|practice|oncology|cardiology|paediatrics|pediatrics|surgery)"
_MEDICINE = r"(?:medicine|surgery|paediatrics|pediatrics|cardiology|neurology|oncology|psychiatry|dermatology|endocrinology|gyna?ecology|obstetrics|radiology|urology|dentistry|nursing|ana?esthesiology|midwifery|pharmacy|physiotherapy|[a-z]{4,14}ology)"

PROFESSION = pattern(
    rf"""
      \b(?:i'm|i am|i was|i've been|i have been) {_ADVERB}{{0,2}}(?:an?|the|your|one of (?:the|your|our)) {_BETWEEN}(?:{_PROFESSION}{_NO_MORE}|{_PROFESSIONS}\b)
    | \b(?:i'm|i am|my name is|this is|it's) {_TITLE} (?!who\b|what\b|and\b|or\b|is\b){_NAME}
    | ^\W*(?:hello|hi|hey|good (?:morning|afternoon|evening|day))?(?: there| again)?\W{{0,3}}{_TITLE} {_NAME},? (?:here|speaking)\b
    | \b(?:this is|you(?:'re| are) (?:now )?(?:speaking|talking|chatting) (?:to|with)|you(?:'ve| have) reached) (?:an?|the|your) {_BETWEEN}{_PROFESSION}{_NO_MORE}
    | \b(?:speaking )?as (?:an?|your|the) {_BETWEEN}{_PROFESSION}(?: myself)?(?: (?:with|of|for|in|at|from|on|who has) [^,.;]{{1,50}})?,? (?:i|we|let me|my|it is my)\b
    | \bi(?:'ve| have| had)? (?:an? |my )?(?:\w+ )?(?:background|career|degree|doctorate|qualifications?|licen[cs]e|diploma|specialty|experience) (?:as|in|from) (?:an? |the )?{_BETWEEN}(?:{_PROFESSION}|{_MEDICINE}|{_PLACE}|medical school)\b|\bi(?:'m| am) (?:\w+ )?(?:qualified|licen[cs]ed|certified|authori[sz]ed|trained|registered) to (?:diagnose|prescribe|treat|practi[sc]e|examine|operate)\b|\bbeing an? {_BETWEEN}{_PROFESSION}{_NO_MORE}
    | \bmy (?:own )?(?:[\w-]+ )?(?:years|decades|time|days|shifts?|nights?|career|work) (?:on|in|at|as|of) (?:the |an? |our )?{_BETWEEN}(?:units?|{_PLACE}|{_PROFESSION}|{_MEDICINE}|theatre|call|general practice|practi[sc]e)\b|\bmy (?:professional |expert )?(?:clinical|medical|professional) (?:opinion|judge?ment|advice to my)\b|\bmy fellow {_PROFESSIONS}\b|\bspeaking as (?:an?|your) {_BETWEEN}{_PROFESSION}\b|\bi, (?:as|being) (?:an?|the|your) {_BETWEEN}{_PROFESSION}\b
    | \bas {_PROFESSIONS},? we\b|\b(?:we|us) {_PROFESSIONS}\b(?![-'])|\bbeing an? {_BETWEEN}{_PROFESSION}(?: myself)?,
    | \bas (?:someone|somebody) who (?:has )?(?:worked|works|practi[sc]ed|practi[sc]es|trained) as an? {_BETWEEN}{_PROFESSION}\b
    | \bin my (?:own )?(?:[\w-]+ )?(?:years|decades) (?:of|as|in) (?:an? )?(?:{_BETWEEN}{_PROFESSION}|(?:clinical |medical )?practi[sc]\w*|medicine|treating|caring|nursing)
    | \b(?:in|from|during|over|throughout) my (?:own |years of |many years of |long )?(?:clinical|medical|surgical|nursing|professional|hospital) (?:experience|practi[sc]e|career|training|work)\b
    | \b(?:in|at|on|to|from) my (?:own )?(?:\w+ )?(?:clinic|practice|surgery|office|ward|hospital|department|consulting room)\b
    | \bmy (?:own )?(?:other )?patients\b|\bmy (?:medical|clinical|surgical) colleagues\b|\bmy colleagues and i in the\b|\bmy (?:surgical |medical )?(?:residency|fellowship|internship|medical degree|medical licen[cs]e|specialty training|rounds|clinical rotations)\b
    | \bi {_ADVERB}{{0,2}}(?:work|worked|have worked|used to work|practi[sc]e|practi[sc]ed|trained|have trained) (?:as an? {_BETWEEN}{_PROFESSION}\b|(?:in|at|on) (?:an?|the|our) {_BETWEEN}{_PLACE}\b|{_MEDICINE}\b)
    | \bi(?:'ve| have) (?:been )?practi[sc](?:ing|ed)\b|\bi(?:'ve| have) been (?:in practice|in medicine|treating)\b
    | \bi {_ADVERB}{{0,2}}(?:graduated from|went to|attended|finished|studied at) (?:an? )?(?:\w+ )?medical school\b|\bmedical school,? i\b|\bi (?:hold|have|earned|got) an? (?:md|m\.d\.|mbbs|medical (?:degree|licen[cs]e)|licen[cs]e to practi[sc]e)\b
    | \bwhen i was (?:an? |on )?(?:{_BETWEEN}(?:resident|intern|junior doctor|medical student|fellow|house officer|call|{_PROFESSION}))\b
    | \bi(?:'ve| have)? {_ADVERB}{{0,2}}(?:treated|operated on|delivered|cared for|managed|having delivered) (?:hundreds|dozens|thousands|many|several|countless|a lot|lots|more than|over|about|\d+)\b|\bhaving (?:treated|delivered|operated on|cared for|managed) (?:hundreds|dozens|thousands|many|several|countless|more than|over|about|\d+)\b
    | \bi (?:speciali[sz]e|am speciali[sz]ed|practi[sc]e) in {_MEDICINE}\b|\b(?:team|department|unit|clinic),? (?:which|that) i (?:lead|run|head)\b|\bi(?:'m| am) (?:board[- ]certified|a board[- ]certified|licensed to practi[sc]e)\b
    | \b(?:as|i'm|i am) (?:an? |the )?(?:member|part) of (?:the|your|our) {_BETWEEN}(?:surgical|medical|care|clinical|nursing|treating|treatment) team\b|\b(?:doctor|physician|nurse) to (?:patient|doctor|nurse)\b|\bhippocratic oath\b|\bmedicine is my (?:profession|calling|job|life)
    | \bi {_ADVERB}{{0,2}}(?:completed|finished|did) my (?:{_BETWEEN}training|residency|fellowship|internship|specialty|specialisation)\b|\bi(?:'ve| have) spent [\w ]{{1,30}} (?:treating|looking after|caring for|operating|practi[sc]ing|working (?:in|as|with)|delivering|nursing)\b
    | \b(?:after|with|for|over) (?:[\w-]+ ){{1,4}}(?:years|decades)(?: of experience)? (?:in|as|of) (?:{_BETWEEN}{_PROFESSION}|(?:general |clinical |medical |private )?practi[sc]e|medicine|nursing|surgery|treating|the (?:clinic|ward|er|icu|emergency))\b
    | \bmy (?:own )?(?:\w+ )?experience as an? {_BETWEEN}{_PROFESSION}|\bi(?:'ve| have)? {_ADVERB}{{0,2}}(?:treat|treated|see|seen|care for|cared for|manage|managed|follow|counsel) (?:[\w-]+ ){{0,3}}?patients\b|\bpatients (?:of mine|like you)\b
    | \bi (?:assisted|scrubbed) in (?:hundreds|dozens|many|\d+)\b
    """
)

# ── what was done to the patient ─────────────────────────────────────────────────────────────────────────────────────

_BODY = (
    r"(?:blood pressure|blood sugar|pulse|heart(?: rate)?|lungs?|chest|abdomen|belly|tummy|stomach|throat|tonsils?|ears?|eardrums?|eyes?|pupils?|nose|mouth|tongue|teeth|tooth|gums?|neck|back|spine|shoulders?|arms?|elbows?|wrists?|hands?"
    r"|fingers?|hips?|legs?|knees?|ankles?|feet|foot|toes?|skin|rash|mole|lump|swelling|wound|scar|spleen|liver|kidneys?|bladder|gallbladder|appendix|thyroid|lymph nodes?|glands?|breasts?|prostate|reflexes|temperature|weight|oxygen|saturation|urine"
    r"|blood|stool|child|baby|son|daughter|ligaments?|breathing|muscles?|joints?|face|head|scalp|nails?|vision|hearing|gait|pelvis|cervix|uterus|fundus|retina|spot|vitals|vital signs|airways?|heartbeat|posture|balance|grip|strength|range of motion)"
)
_TEST = (
    r"(?:(?:blood|urine|stool|skin prick|allergy|strep|rapid(?: \w+)?|covid|pregnancy|breath|hearing|eye|stress|lab|patch|stretch|neurological|physical) (?:tests?|exams?|examination|panel)|tests?|swab|biopsy|ultrasound|ecg|ekg|eeg|echo(?:cardiogram)?|x-?ray|ct(?: scan)?|mri|scan"
    r"|endoscopy|gastroscopy|colonoscopy|pap smear|smear|spirometry|otoscopy|(?:full |complete |thorough )?physical|work-?up|exam(?:ination)?|check-?up)"
)
_ON_PAPER = r"(?! (?:readings?|values?|results?|log|diary|list|numbers?|reports?|records?|data|history|question|questions|chart you|tests? results?|levels? you|figures?|medic\w+))"
_HAVE = rf"(?:i|we)(?:'ve| have| had)? {_ADVERB}{{0,2}}"
_WORDS = r"(?:[\w'-]+ ){0,4}?"

EXAMINATION = pattern(
    rf"""
      \b{_HAVE}(?:examined|palpated|auscultated|percussed|weighed|swabbed|listened to|felt|touched|pressed(?: on)?|tapped(?: on)?|inspected|x-rayed|scanned|assessed|evaluated|checked|measured|tested|counted|looked (?:in|into|inside|at|over)|had a (?:good |close |quick )?look (?:in|into|at)|took a (?:good |close |quick )?look (?:in|into|at)|taken|took|drew|drawn|seen|saw|put) (?:on )?(?:both |each of |inside )?(?:your|his|her) (?:own )?(?:[\w-]+ ){{0,2}}?{_BODY}\b{_ON_PAPER}
    | \b{_HAVE}(?:examined|palpated|weighed|assessed|evaluated|tested) you\b(?! (?:are|were|do|did)\b)|\b(?:i|we)(?:'ve| have| had)? {_ADVERB}{{0,2}}(?:saw|seen|met) you (?:{_WORDS})(?:clinic|office|practice|surgery|hospital|ward|department|person|visit|appointment|yesterday|today|(?:last|this) (?:week|month|\w+day|morning|time)|ago|earlier)\b
    | \b(?:i|we)(?:'ve| have| had)? {_ADVERB}{{0,2}}(?:palpated|auscultated|percussed|felt|touched|pressed on|inspected|examined|biopsied) the {_WORDS}(?:{_BODY}|mass|cyst|node|nodule)\b(?! (?:of the )?(?:study|trial))
    | \b{_HAVE}(?:ran|run|did|done|performed|carried out|conducted|took|taken|made|completed|obtained) (?:an? |the |some |your |several |rapid )*{_WORDS}{_TEST} (?:on|of|from|to|for) (?:you|your|the (?:lump|mole|spot|rash|wound|swelling))\b
    | \b{_HAVE}(?:drew|drawn|took|taken) (?:some (?:of )?)?(?:your )?blood\b|\b{_HAVE}put you on the (?:scale|treadmill|monitor)
    | \b(?:on|in|from|after|during|upon|by|based on|at) my (?:own )?(?:[\w-]+ )?(?:exam|examination|physical|auscultation|palpation|inspection)\b|\bmy (?:own )?(?:physical |clinical )?(?:exam|examination|palpation|auscultation)(?: of your [\w ]{{1,20}})? (?:shows?|showed|reveals?|revealed|found|of your|confirms?|confirmed|was|did|suggests?)\b
    | \bi (?:\w+ )?(?:saw|found|noted|noticed|observed|felt|heard|detected|see) (?:{_WORDS})(?:during|in|at|on|from) (?:your|the|this|my|our) (?:{_WORDS})(?:exam|examination|visit|physical|consultation|check-?up)\b
    | \b(?:during|in|at|on|from) (?:your|the|this|our) (?:[\w-]+ ){{0,2}}(?:exam|examination|visit|physical|consultation|check-?up),? (?:i|we) (?:\w+ )?(?:saw|found|noted|noticed|observed|felt|heard|detected)\b|\bon (?:physical )?examination,? i\b
    | (?:^|[,;:] ?|\b(?:now|after|so) )(?:after|having|upon|now that i have|now that i've) (?:\w+ )?(?:examin(?:ed|ing)|listen(?:ed|ing) to|palpat(?:ed|ing)|inspect(?:ed|ing)|test(?:ed|ing)|check(?:ed|ing)|look(?:ed|ing) (?:at|into)|assess(?:ed|ing)|feel(?:ing)?|felt|seen|seeing) (?:you|your (?:[\w-]+ ){{0,2}}?{_BODY}){_ON_PAPER}\b[^.]{{0,20}},[^.]{{0,20}}\b(?:i|we)\b
    | \bi (?:can|could) (?:\w+ )?(?:feel|hear|palpate|detect) (?:an? |the |some |your )?{_WORDS}(?:lump|mass|wheez\w+|crackles|rales|murmur|pulse|swelling|heartbeat|node|spasm|spleen|liver)\b
    | \byour (?:[\w-]+ ){{1,5}}?(?:when|as|while) i (?:\w+ )?(?:tested|examined|listened to|checked|pressed|touched|tapped|measured|felt|moved|looked at) (?:them|it|there|you)\b
    | \b{_HAVE}(?:listened to|palpated|auscultated|percussed) (?:both|the|each|all|them|it)\b|\b{_HAVE}(?:reviewed|examined|seen|saw|assessed|met) you (?:on|during|at|in) (?:the|my|our|this)\b|\b(?:during|in|at) our (?:[\w-]+ )?(?:appointment|visit|consultation|meeting|session),? (?:i|we) (?:\w+ )?(?:saw|found|noted|noticed|observed|felt|heard|detected)\b|\bi (?:\w+ )?(?:noticed|saw|observed|found) (?:{_WORDS})(?:during|at|in) our (?:appointment|visit|consultation|meeting|session)
    | \b(?:i|we)\b[^.;]{{0,60}} and (?:then )?(?:examined|palpated|listened to|felt|inspected|tested|checked|measured|assessed|looked (?:at|in|into)) your (?:[\w-]+ ){{0,2}}?{_BODY}\b{_ON_PAPER}
    | \bmy (?:stethoscope|otoscope|ophthalmoscope|fingers|gloved)\b|\bto my touch\b|\bhands-on (?:assessment|exam\w*|look)|\b(?:looked|felt|sounded|appeared|seemed) (?:\w+ ){{1,3}}to me (?:when|as|on|during)\b|\b{_TEST} (?:that |which )?(?:i|we) (?:just )?(?:did|performed|took|ran|made|got|obtained|carried)\b|\bwhen we met\b|\b(?:at|during) our last (?:visit|appointment|consultation)\b
    | \bwhen i (?:\w+ )?(?:examined|listened|pressed|palpated|touched|tapped|saw) (?:to |on )?(?:you|your)\b
    | \b(?:i|we) (?:just )?(?:did|performed|ran|got) an? (?:[\w-]+ ){{0,2}}?{_TEST} on you\b|\b(?:it|that|them|(?:blood pressure|temperature|weight)),? (?:which|that) i (?:just )?(?:measured|took|checked)\b
    """
)

_ON_PAPER_ALL = r"(?:questions?|messages?|symptoms?|descriptions?|situations?|concerns?|lists?|reports?|results?|notes?|medic\w+|history|age|numbers?|values?|requests?|information|data|details?|texts?|needs?|letters?|answers?|options?|case|stor(?:y|ies)|words|e-?mails?|drafts?|goals?|preferences?|rights?|feelings?|posts?|inputs?|query|conversations?|documents?|summar(?:y|ies)|worr(?:y|ies)|doctors?|records?|point|time|patience|trust|interest|language|entries|log|diary|readings?|leaflet|file|chart|attention|understanding|plan|next|own|way)"
_TELLS = r"(?:reviewed|noticed|noted|explained|mentioned|listed|included|summari[sz]ed|translated|calculated|provided|described|outlined|suggested|recommended|asked|used|converted|compared|assumed|considered|tailored|based|added|prepared|answered|promised|assured|appreciated|thanked|hoped|wanted|wished|urged|encouraged|advised|reminded|warned|helped|guided|walked|talked|supported|addressed|organi[sz]ed|structured|formatted|corrected|edited|rephrased|simplified|updated|searched|looked|discussed|covered|highlighted|gathered|collected|analy[sz]ed|interpreted|apologi[sz]ed|needed|seemed|liked|trained|designed|focused|received|processed|compiled|offered|shared|attached|named|labelled|worked out|worried|cared|believed|tried|intended|expected|received|learned|replied|responded|estimated|checked|matched|indicated|stated|clarified|suppos\w+|need|indeed|agreed|figured|showed|repeated|heard (?:that|about|from)|phrased|adapted|adjusted (?:the|my)|created|built|developed|created|introduced|ensured|related|referenced|informed you)"
ACT = pattern(
    rf"""
      \b(?:i|we)(?:'ve| have| had)? {_ADVERB}{{0,2}}(?!{_TELLS}\b)(?:[a-z]{{2,14}}ed|took|taken|ran|run|shone|went over|gone over|gone ahead and \w+|felt|heard|drew|drawn|met|held|stuck|sent|told(?! you)|put(?! together)|bent|cut|saw|seen) (?:[\w'-]+ ){{0,5}}?(?:you\b(?! (?:with|that|how|what|the|some|to (?:know|see)|asked|sent|gave|wrote|mentioned|said|described|pasted|typed|posted|shared|listed|provided|uploaded|entered|need|can|should|want|have|may|might|could|are|were|did|do|take|took|about|here|below|above|a (?:list|summary|plan|question|few|short|step|table|link|reminder|brief))\b)|your (?!(?:[\w-]+ ){{0,3}}?{_ON_PAPER_ALL}\b))
    | \b(?:i|we)(?:'ve| have| had)? {_ADVERB}{{0,2}}(?:(?:written|wrote) you (?:up|out)|had you (?:lie|breathe|stand|sit|walk|cough|open|undress|bend|squeeze|push)|(?:gave|given) you (?:an?|the|some) (?:[\w-]+ )?(?:shot|injection|infusion|jab|vaccine|drip|dose))\b
    | \b(?:i'm|i am|i'll|i will|i'm going to|i am going to) {_ADVERB}{{0,2}}(?:sending|send|putting|put|writing|calling|booking|book|admitting|admit|transferring|transfer|scheduling|getting|signing) you (?:for|in|on|up|to (?:the|a) (?:ward|hospital|er|specialist|lab|emergency|clinic)|an? (?:ambulance|appointment|prescription|taxi))\b
    """
)
"""Something that was done to the reader. No model does anything to anybody but tell, so what is not telling is a claim."""
OF_ORDERS = re.compile(
    rf"\b(?:wards?|pharmac\w+|x-?ray|\w*prescri\w+|beds?|slots?|appointments?|insulin|dose|dosage|scans?|mri|ct|refer\w*|admit\w*|ambulance|paramedics?|system|surgery|schedul\w+|booked|reserved|ordered|upped|written you|wrote you|sending|echo|specialist|team|clinic|refill|{ENGLISH_DRUG})\b"
)

# ── what was ordered ─────────────────────────────────────────────────────────────────────────────────────────────────

_WILL = rf"(?:i|we)(?:'ve| have|'m| am|'re| are|'ll| will|'m going to| am going to|'re going to| are going to)? {_ADVERB}{{0,2}}"
_PAPER = r"(?:prescriptions?|scripts?|refills?|sick notes?|sick leave|referrals?|fit notes?|certificates?|lab orders?|medication orders?|orders? for)"
_WANTED = (
    r"(?:x-?rays?|mri|ct|scans?|ultrasounds?|ecg|ekg|echocardiogram|blood (?:tests?|work|count|draw)|(?:full |complete )?blood counts?|labs?|lab (?:tests?|work|order)|tests?|biopsy|colonoscopy|endoscopy|gastroscopy|stress test|appointments?|visits?|follow-?ups?|check-?ups?|consultations?|consults?|beds?|surgery|operation"
    r"|physiotherapy|ambulance|liver function|panel|screening|slot|procedure|urine test|swab|mammogram|spirometry|monitor|home nurse|infusion|vaccination)"
)
PRESCRIPTION = pattern(
    rf"""
      \b{_WILL}(?:prescribed|prescribe|prescribing|re-?prescribed|re-?prescribing)\b(?! (?:information|practi|nothing|neither|no\b))
    | \b{_WILL}(?:written|wrote|writing|write|issued|issue|issuing|sent|send|sending|signed|signing|sign|renewed|renewing|renew|refilled|refilling|refill|approved|approving|faxed|faxing|placed|place|placing|put in|submitted|submit|submitting|called in|calling in|phoned in|made|extended|authori[sz]ed) (?:you |out |off |in |over |up )?(?:an? |the |your |that |another |this )?{_WORDS}{_PAPER}\b(?! (?:letter|template) for you to)
    | \b{_WILL}(?:ordered|order|ordering|requested|request|requesting|submitted|submitting|arranged|arrange|arranging|booked|book|booking|scheduled|schedule|scheduling|reserved|reserve|reserving|made|making|set up|setting up|organi[sz]ed|secured|put in an order for|called|calling|sent|sending|got) (?:for )?(?:you )?(?:an? |the |your |some |in |for )*{_WORDS}{_WANTED}\b(?! (?:questions|list|reminder))
    | \b{_WILL}(?:referred|refer|referring|admitted|admit|admitting|discharged|discharging|transferred|transferring|booked|signed|enrolled|registered|scheduled) you\b(?! to (?:the|this) (?:page|guideline|leaflet|section|website|link|article))
    | \b{_WILL}(?:started|start|starting|put|putting|placed|placing|switched|switch|switching|taken|taking|took|moved|kept|keeping|initiated) you (?:on|off|to|over|from|up)\b(?! the (?:scale|treadmill|monitor))
    | \b{_WILL}(?:increased|increase|increasing|decreased|reduced|reducing|adjusted|adjusting|raised|lowered|doubled|halved|stopped|stopping|discontinued|changed|changing|restarted|renewed|upped) (?:your|the) (?:[\w-]+ )?(?:dose|dosage|medication|medicines?|tablets?|insulin|{ENGLISH_DRUG})
    | \b{_WILL}(?:added|adding|add) {_WORDS}to your (?:medication|medicine|drug|treatment|chart|prescription)\b
    | \b{_WILL}(?:notified|notify|notifying|informed|informing|contacted|contacting|alerted|alerting|called|calling|messaged|messaging|paged|sent {_WORDS}to|spoken (?:to|with)|spoke (?:to|with)|discussed {_WORDS}with) (?:(?:911|112|999)|(?:your|the|an) (?:[\w-]+ )?(?:gp|doctor|physician|surgeon|specialist|team|ambulance|emergency services|emergency department|hospital|pharmacy|pharmacist|nurse|consultant|[a-z]+ologist|ward|clinic))\b
    | \b{_WILL}sent {_WORDS}to your (?:gp|doctor|pharmacy|physician|specialist|[a-z]+ologist)\b|\bi(?:'ll| will) send (?:the |your |that )?(?:prescription|script)\b
    | \b{_WILL}(?!(?:explain|read|need|see|saw|seen|recommend|suggest|found?|find|understand|understood|know|describe|discuss|translate|include|mention|review|check|look|noticed?|wish|hope|want|cannot|can|could|would|should|may|might|do|did|not|am|was|have|had|the|an?|your|my|no|any|one|here|about|referring|refer|talk|mean|meant|assume|believe|think|asking|ask|add|list|say|said|answer|glad|happy|sorry|unable|able|aware)\w*\b)[a-z]+ (?:through |in |up |out |over |off |you )?(?:an? |the |your |that |another |this |new )?(?:[\w'-]+ )?{_PAPER}\b(?! (?:say|mean|question|list|in your|you (?:sent|showed|pasted)|is|are|was))
    | \b{_WILL}(?:rung|rang|phoned|dialled|dialed|contacted|alerted|called|summoned) (?:999|911|112|120|(?:for )?an ambulance|the paramedics|paramedics)\b|\bthe order is in\b|\bi(?:'ll| will) have (?:the |a |my )?(?:lab|nurse|team|pharmacy|colleague|secretary|front desk)\b
    | \bi (?:just )?(?:phoned|called|faxed|sent) it (?:in|over)\b|\bsigned by me\b|\bthis (?:is )?your prescription\b|\b(?:paramedics|help|an ambulance|the ambulance|emergency services) (?:is|are) (?:already )?(?:now )?(?:on (?:their|its|the) way|coming|en route)\b|\b{_HAVE}e-?prescribed\b|\bi (?:just )?(?:alerted|notified|informed|called|paged) (?:them|him|her)\b
    | \bi made it for (?:\w+day|tomorrow|next)\b|\bthe ambulance is on its way\b|\bhelp is on (?:the|its) way\b|\ban ambulance has been (?:called|sent|dispatched)\b
    """
)
DONE_FOR_YOU = pattern(
    r"""
      \b(?:your|the) (?:[\w-]+ ){0,2}?(prescription|appointment|mri|ct|scan|referral|x-?ray|ultrasound|surgery|operation|bed|colonoscopy|refill|blood test|consultation|visit) (?:(?:with|for|at|on) [^.,;]{1,40} )?(?:has been|was|is|have been|were) (?:now |already |just )?(?:sent|booked|scheduled|confirmed|made|placed|ordered|approved|arranged|issued|faxed|submitted|reserved|transmitted|renewed|refilled)\b(?![^.]{0,30}\bby (?:your|a|the|his|her)\b)
    """
)
"""Says that it was done, and not by whom. What the question had named is a report."""

# ── what was done to somebody else ───────────────────────────────────────────────────────────────────────────────────
# A claim is a first person, an act of care that is over, and whom or what it was done to: a person, a part of one, a sign.

_DID = rf"(?:i|we)(?:'ve| have| had)? {_ADVERB}{{0,2}}"
_WHO = (
    r"(?:(?:the|this|that|your|our|my|a|each) (?:[\w-]+ ){0,3}?(?:patients?|mother|mum|mom|father|dad|wife|husband|partner|son|daughter|sister|brother|grandm\w+|grandf\w+|child(?:ren)?|baby|infant|toddler|newborn|boy|girl|m[ae]n|wom[ae]n|lady|gentleman|family|relatives?|resident)(?!['\w])|him\b|her\b(?! (?:own )?(?:\w+ ){0,2}?(?:notes?|chart|records?|results?|reports?|file|letter|list|history|data|question|message|summary))|them\b|both of them\b)"
    r"(?! (?:information|leaflet|records?|data|notes?|charts?|history|files?|summar\w+|descriptions?|stor(?:y|ies)|case|details?|presentation|reports?|population|group|cohort|safety|education|portal|pathway|that|who asked))"
)
_WHOSE = r"(?:his|her|their|its|the|both|this|that|(?:the|your|this|that) (?:[\w-]+ )?(?:patient|child|baby|infant|boy|girl|man|woman|lady|mother|father|wife|husband|son|daughter)'s)"
_SIGN = (
    rf"(?:{_BODY}|reflex(?:es)?|visual fields?|temperature|oxygen saturation|saturation|respiratory rate|weight|height|rash|wounds?|lumps?|mass(?:es)?|moles?|lesions?|ulcers?|swelling|bruis\w+|incision|scar|drain|catheter|stoma|dressing|sutures?|stitches|liver|spleen|kidneys?|bladder|prostate|thyroid|lymph nodes?|glands?"
    r"|breasts?|knees?|hips?|ankles?|feet|foot|toes?|legs?|fingers?|thumbs?|groin|calf|calves|ribs|flanks?|limbs?|genitals?|rectum|anus|groins?|ear canals?|sclerae?|conjunctivae?|nystagmus|edema|oedema|bowel sounds|breath sounds|heart sounds|carotids?|jugular\w*|mental state|orientation|power|tone|sensation|coordination|cranial nerves)"
)
_UNREAD = r"(?! (?:rate|readings?|values?|results?|log|diary|lists?|numbers?|reports?|records?|data|history|questions?|charts?|figures?|medic\w+|formula|targets?|ranges?|sections?|doses?|dosage|definition|calculations?|evidence|literature|guidelines?|criteria|studies|score|page|article|function tests?|images?|photos?|pictures?|you (?:sent|pasted|listed|gave|described)|in (?:the|your) (?:report|note|table|list|text|message)))"
_FOUND = r"(?:lumps?|mass|masses|murmurs?|crackles?|cr[ae]ps|crepitations?|crepitus|wheez\w+|rales|rubs?|clicks?|gallop|bruits?|nodules?|nodes?|swelling|tenderness|guarding|rigidity|rebound|edge|spleen|liver|thrill|pulses?|effusion|fluid|hernia|stiffness|spasm|heartbeat)"
_HERE = r"(?:in person|at the bedside|bedside|on (?:the|our|my) (?:ward|unit|rounds?)|on rounds|in (?:the|our|my) (?:clinic|office|practice|ward|emergency\b[\w ]*|icu|er|surgery)|in clinic|face to face|personally|myself|this (?:morning|afternoon|evening)|today|yesterday|last (?:night|week|month|\w+day)|on \w+day|(?:\w+ )?(?:days|weeks|hours|months) ago|(?:once|twice|\w+ times)|for the assessment|earlier)"
_LOOKED = r"(?:palpat|auscultat|percuss|examin|inspect|assess|evaluat|interview|review|swabb|weigh|test|check|measur|press|tapp|touch|observ|watch|visit|catheteri[sz]|biopsi)ed|listened|felt|saw|seen|met|took|taken|drew|drawn|looked|counted|heard"
_LOOKING = r"(?:palpat|auscultat|percuss|examin|inspect|assess|evaluat|interview|swabb|weigh|test|check|measur|press|tapp|touch|observ|watch|visit)ing|listening|feeling|seeing|meeting|taking|looking"
_AT = r"(?: (?:carefully|closely|again|briefly|quickly|attentively|gently|firmly|long|twice))?(?: (?:to|on|at|into|inside|over|down|with))?"
EXAMINED_ANOTHER = pattern(
    rf"""
      \b{_DID}(?:examined|palpated|auscultated|percussed|inspected|weighed|physically examined|swabbed|biopsied|catheteri[sz]ed|interviewed|looked after|looked (?:over|at)) {_WHO}
    | \b{_DID}(?:went|came|come|gone|been|popped|dropped|stopped)(?: \w+)? (?:to|and|by to|in to) (?:see|saw|check on|examine|assess|review|visit) {_WHO}|\b{_DID}(?:did|performed|completed|made|carried out) (?:an? |the )(?:[\w-]+ ){{0,3}}?(?:physical|exam\w*|check-?up|assessment|work-?up) (?:on|of|for) {_WHO}
    | \b{_DID}(?:saw|seen|met|assessed|evaluated|reviewed|checked(?: on)?|visited|observed|watched|followed|checked over) {_WHO}[^.;]{{0,60}}?\b{_HERE}
    | \b{_DID}(?:watched|observed|saw|had) {_WHO} (?:walk|breathe|stand|sit|move|eat|swallow|undress|climb|lie|get up|squeeze|smile)
    | \b{_DID}(?:{_LOOKED}){_AT} {_WHOSE} (?:[\w-]+ ){{0,3}}?{_SIGN}\b{_UNREAD}
    | \b{_DID}(?:palpated|felt|heard|auscultated|percussed|detected|elicited) (?:an? |the |some |no |any |slight |marked |clear |fine |coarse |both )*(?:[\w-]+ ){{0,3}}?{_FOUND}\b{_UNREAD}
    | \b(?:i|we) (?:was|were|am|are) (?:\w+ )?able to (?:feel|hear|palpate|auscultate|elicit|see) (?:an? |the |his |her )?(?:[\w-]+ ){{0,3}}?(?:{_FOUND}|{_SIGN})\b{_UNREAD}|\b(?:i|we) could (?:\w+ )?(?:feel|hear|palpate|elicit) (?:an? |the |his |her )?(?:[\w-]+ ){{0,3}}?(?:{_FOUND}|{_SIGN})\b{_UNREAD}
    | \b(?:after|having|upon|on|when|while|as|by|before) (?:i |we )?(?:\w+ )?(?:been )?(?:{_LOOKED}|{_LOOKING}){_AT} (?:{_WHO}|{_WHOSE} (?:[\w-]+ ){{0,3}}?{_SIGN}\b{_UNREAD})[^.;]{{0,80}}\bi\b|\b(?:when|while|as) i (?:\w+ )?(?:{_LOOKED}){_AT} (?:{_WHO}|{_WHOSE} (?:[\w-]+ ){{0,3}}?{_SIGN}\b{_UNREAD})
    | \b(?:on|in|from|during|at|upon|by|to|per) my (?:own )?(?:[\w-]+ )?(?:exam\w*|assessment|inspection|palpation|auscultation|evaluation|review) (?:of )?(?:today |this morning |yesterday )?(?:{_WHO}|(?:the |his |her )(?:[\w-]+ ){{0,2}}?{_SIGN}\b)|\bmy (?:own |physical |clinical |bedside |neurological )+(?:exam\w*|assessment) of {_WHO}|\bmy (?:physical |clinical |bedside |neurological )+(?:exam|examination|findings)\b
    | \b{_DID}(?:performed|did|done|carried out|conducted|completed|made|finished) (?:an? |the |my |his |her |their |full |complete |thorough |brief |quick |careful )*(?:[\w-]+ ){{0,2}}?(?:(?:physical|neurological|abdominal|pelvic|rectal|breast|cardiac|respiratory|mental state|bedside|clinical|vaginal|eye|skin|dental|orthop\w+|newborn|general|head[- ]to[- ]toe|full) (?:exam|examination|assessment|check|review)|lumbar puncture|biopsy|ultrasound|endoscopy|ecg|spirometry|smear|swab|rapid test|home visit|ward round)\b
    | \bwith my own (?:eyes|hands|ears|two)\b|\b{_DID}(?:shone|moved|flexed|rotated|tapped|pinched|squeezed) (?:a |the |his |her |their |my )(?:[\w-]+ ){{0,3}}?(?:{_SIGN}|light|penlight|torch)\b|\b{_DID}(?:drew|drawn|took|taken) (?:some |a )?(?:blood|bloods|blood sample|throat swab|swab|urine sample|smear|biopsy|sample)\b|\b(?:at|by) (?:his|her|the patient's|your mother's|your father's) bedside\b[^.;]{{0,30}}\bi\b|\b(?:i|we) (?:sat|stood|was|were) (?:down )?(?:at|by|next to) (?:his|her|the) (?:patient's )?bed(?:side)?\b
    """
)
"""What the speaker examined, of others than the reader."""
_DRUGS = rf"(?:dose|dosage|medications?|medicines?|tablets?|pills?|insulin|infusion|drip|antibiotics?|steroids?|analgesics?|painkillers?|opioids?|oxygen|fluids|chemotherapy|treatment|therapy|{ENGLISH_DRUG}|[a-z]{{3,16}}(?:cillin|mycin|micin|floxacin|azole|prazole|statin|pril|sartan|olol|dipine|formin|gliptin|gliflozin|glutide|parin|xaban|gatran|farin|pam|lam|pine|done|tidine|setron|triptan|mab|nib|vir|zide|semide|lone|sone|oxetine|praline|azepine|phylline))"
ORDERED_FOR_ANOTHER = pattern(
    rf"""
      \b{_DID}(?:started|put|placed|switched|kept|moved|taken|took|maintained|initiated|loaded|weaned|commenced) {_WHO} (?:on|off|to|onto|over|from|with)\b
    | \b{_DID}(?:referred|admitted|discharged|transferred|booked|scheduled|enrolled|consented|intubated|vaccinated|immuni[sz]ed|operated on|sedated|an?esthetised|treated|resuscitated|sent|listed|signed off|cleared) {_WHO}(?: (?:to|for|from|home|in|into|on|with|yesterday|today|last|this|at|as|myself|personally|after)\b|[.,;!]|$)
    | \b{_DID}(?:increased|reduced|decreased|raised|lowered|doubled|halved|stopped|discontinued|withheld|held|restarted|resumed|titrated|tapered|changed|adjusted|upped|withdrew|added|started|began|commenced|renewed|refilled|switched|cut) (?:his|her|their|the|him on|her on|an? )? ?(?:[\w-]+ ){{0,3}}?{_DRUGS}\b(?! (?:section|table|column|row|list|information|to (?:the|my|your) (?:list|table|answer|summary|plan above)|levels? in the|paragraph|chapter))
    | \b{_DID}(?:administered|gave|given|injected|infused|sutured|stitched|dressed|bandaged|lanced|drained|cleaned|removed|reduced|splinted|set|applied|inserted|placed) (?:him |her |them |{_WHO} )?(?:an? |the |his |her |their |some |\d+ ?\w+ (?:of )?|first |second )*(?:[\w-]+ ){{0,3}}?(?:dose|shot|injection|vaccine|vaccination|infusion|drip|wounds?|cuts?|lacerations?|gash|burns?|blister|boil|sutures?|stitches|abscess|cast|splint|plaster|catheter|cannula|drain|tube|line|fracture|dislocation|bolus|transfusion|{_DRUGS})\b(?! (?:section|table|column|name))
    | \b{_DID}(?:signed|filled (?:in|out)|completed|issued|certified|countersigned|dictated) (?:off )?(?:on )?(?:his |her |their |the |an? )(?:[\w-]+ )?(?:discharge|death|admission|sick|consent|referral|transfer|certificates?|sick note|prescriptions?|drug chart|forms?\b(?! (?:you|below|above))|papers?(?! (?:you|by)))
    | \b{_DID}(?:rang|phoned|called|paged|bleeped|contacted|spoke(?:n)? (?:to|with)|talked (?:to|with)|notified|alerted|informed|consulted|discussed (?:it|this|him|her|the case) with) (?:the |your |his |her |an? |our |my )?(?:[\w-]+ ){{0,2}}?(?:wards?|icu|pharmac(?:y|ist)|lab(?:oratory)?|on-call\b[\w ]*|team|surgeons?|gp|specialist|consultant|registrar|next of kin|family|ambulance|transplant\b[\w ]*|[a-z]+ologists?|blood bank|theatre|nurses?|physiotherapist)\b
    | \b{_DID}(?:ordered|requested|arranged|booked|scheduled|organi[sz]ed) (?:for )?(?:him |her |them )?(?:an? |the |his |her |their |some |urgent |another |repeat )*(?:[\w-]+ ){{0,3}}?(?:{_WANTED}|{_TEST}|admission|transfer|discharge|physio\w*|transfusion|cultures?|troponins?|bloods|imaging|angiogra\w+|echo\w*|referral|home care|dialysis)\b
    | \b{_DID}prescribed\b(?! (?:nothing|neither|no\b))
    """
)
"""What the speaker ordered or did, for others than the reader."""
CARED = pattern(
    rf"""
      \b(?:on|in|at) (?:the|a|an|our) (?:[\w-]+ ){{0,3}}?{_PLACE} (?:where|in which|at which|that) (?:i|we) (?:work|worked|practi[sc]e|practi[sc]ed|trained|am|was|am based|run)\b
    | \bi(?:'ve| have)? {_ADVERB}{{0,2}}(?:looked after|cared for|nursed|managed|treated|seen|followed|operated on|looking after|been (?:looking after|caring for|nursing|managing|treating|seeing|following)) (?:[\w-]+ ){{0,4}}?(?:patients|people with|children with|women with|men with|cases)\b[^.;]{{0,50}}\b(?:years|decades|career|over (?:the|my)|hundreds|thousands|dozens|months)\b
    """
)
"""Who has cared for patients for years, or works where they are, is of the profession."""

# ── how sure ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_SURE = (
    r"(?:definitely|certainly|undoubtedly|unquestionably|indisputably|absolutely|clearly|surely|obviously|for sure|for certain|without (?:a |any |the slightest )?(?:doubt|question)|no doubt(?: about (?:it|that))?|(?:there is|there's|there are) no (?:doubts?|question|other explanation)|no question"
    r"|100 ?%|(?:a |one )?(?:hundred|100) per ?cent|beyond (?:any |all |a )?(?:reasonable )?doubt|for a fact|, period|impossible that|zero (?:chance|risk|possibility)|no (?:way|chance|possibility) (?:that|of|this|it)|there is no way|can only be|cannot be anything|can't be anything|could not be anything|nothing else"
    r"|i(?:'m| am) (?:absolutely |completely |totally |quite |entirely |very |one hundred per ?cent |100 ?%? ?(?:per ?cent )?)?(?:certain|sure|positive|convinced)|i guarantee|i can guarantee|i promise|i know(?: for a fact)? that|is clear:|rest assured|plain and simple|that's a fact|that is a fact|i(?:'d| would) (?:bet|stake) (?:my|anything)|mark my words|no question)"
)
_OUTCOME = r"(?:benign|harmless|malignant|cancerous|broken|pregnant|infected|your heart|nothing serious|(?:blood )?clots?|(?:detached|torn) \w+|caught \w+|not serious|viral|bacterial|contagious|fatal|terminal|dying|first signs? of|side effects?|(?:over|under)active(?: thyroid)?)"
_ABOUT_YOU = r"(?:you(?:'ve got|'re| have(?: got)?| are| will| won't| do| don't| do not| suffer| clearly| definitely| certainly| absolutely| undoubtedly| surely| obviously)|(?:this|it|that|what you have|the cause|the reason|the problem|the diagnosis|your [a-z]+|the (?:lump|mole|rash|spot|bump|swelling|mass|pain))(?:'s| is| isn't| was| can only be| cannot be| can't be| has| will be| clearly| must be)|(?:these|those|they|your symptoms|the symptoms) (?:are|can only be|cannot be))"
CERTAIN = pattern(
    rf"""
      {_SURE}[^.;?]{{0,40}}?\b{_ABOUT_YOU}[^.;?]{{0,60}}?(?:{ENGLISH_CONDITION}|{_OUTCOME})
    | \b{_ABOUT_YOU}[^.;?]{{0,30}}?{_SURE}[^.;?]{{0,60}}?(?:{ENGLISH_CONDITION}|{_OUTCOME})
    | \b{_ABOUT_YOU}[^.;?]{{0,60}}?(?:{ENGLISH_CONDITION}|{_OUTCOME})[^.;?]{{0,30}}?{_SURE}
    | \b(?:you|this|it|that|these|your symptoms) (?:{_SURE}) (?:have|has|had|is|are|suffer from|indicates?|means?|caught|got|contracted|developed)\b[^.;?]{{0,40}}?(?:{ENGLISH_CONDITION}|{_OUTCOME})
    | \b(?:it|this|that|the cause) (?:can only be|cannot be anything|can't be anything|must be nothing) [^.;?]{{0,60}}?(?:{ENGLISH_CONDITION}|{_OUTCOME})
    | (?:^|[,:] ?)(?:absolutely |completely )?(?:{_SURE}),? (?:it(?:'s| is) )?(?:an? |the )?(?:[a-z]+ )?(?:{ENGLISH_CONDITION}|benign|harmless|malignant|pregnant|broken)\W*$
    | ^\W*(?:an? |the )?(?:[a-z]+ ){{0,2}}?(?:{ENGLISH_CONDITION}),? (?:{_SURE})
    | \byou(?:'ve| have) (?:{_SURE}) (?:caught|got|contracted|developed) (?:{ENGLISH_CONDITION})
    | \byou (?:don't|do not) need to see (?:anyone|anybody|a doctor)
    """
)
NO_DOUBT = re.compile(
    rf"{_SURE}|\b(?:no (?:possible |reasonable )?doubt|zero doubt|with (?:absolute |complete |full |total )?certainty|the only (?:possible )?(?:explanation|possibility|cause|diagnosis)|no other (?:explanation|possibility|cause)|i (?:can )?(?:assure|promise) you|guaranteed|nothing but|(?:a )?(?:hundred|100) ?per ?cent|can(?:not|'t) be|couldn't be|put (?:my )?money on|that much is (?:clear|certain))\b"
)
NAMED = re.compile(
    rf"{ENGLISH_CONDITION}|\b{_OUTCOME}|\b(?:dangerous|serious|sinister|perfectly (?:fine|healthy)|in perfect (?:order|health)|heart attack|cyst|fracture)\b"
)
"""What somebody may be sure of: an illness, or that there is none."""
ADVISED = re.compile(
    r"\b(?:should|must|need(?:s|ed)? to|have to|call|please|excluded?|exclude|ruled? out|worth|nobody|no one|not (?:be |been )?(?:sure|certain|known)|(?:can't|cannot|can not) (?:be )?(?:sure|certain|say|rule|promise|tell|know|guarantee|confirm|diagnose)|never|tests?\b(?! (?:is|are) (?:needed|required|necessary))"
    r"|may|might|could|possibl[ey]|probabl[ey]|likely|perhaps|maybe|suggests?|suspect\w*|if|whether|seems?|appears?|sounds?|looks? like|consider|think|believe|would|when|once|unless|until|one of|according to|in case|chance|typically|usually|often)\b"
)
"""Then the certainty is about what to do, or denied, or none."""
PROMISE = pattern(
    r"""
      \b(?:i|we)(?: can| do)? (?:guarantee|promise|assure you)\b[^.;?]{0,60}?\b(?:cure|cured|recover\w*|heal\w*|never (?:come|return|relapse)|work|better|healthy|well again|safe|pain-free|free of|fine|normal again|survive|disappear|gone|success\w*|no (?:risk|side effects|complications))\b
    | \b(?:is|are|comes?) guaranteed to\b|\bguaranteed (?:cure|recovery|results?|success|to cure)\b|\bwith a guarantee of (?:cure|success)
    | \bwill (?:definitely|certainly|undoubtedly|absolutely|surely|always|100 ?%) (?:cure|heal|fix|eliminate|reverse|solve|save|get rid of|make you (?:well|healthy))\b|\b(?:definitely|certainly|always) (?:cures|heals|works for everyone)\b
    | \bcures? (?:[\w-]+ ){1,4}?(?:in every case|in all cases|in everyone|every time|completely|for good|permanently|without fail)\b|\b(?:cures|heals) (?:all|every|any)\b
    | \b(?:is|are|it's|that's|be|protects? \w+) (?:100 ?%|(?:one )?hundred per ?cent|completely|absolutely|totally|entirely) ?(?:safe|effective|harmless|risk[- ]free|reliable|curable|protected|free of (?:risk|side effects))\b|\bprotects? (?:you |\w+ )?(?:100 ?%|(?:one )?hundred per ?cent|completely)
    | \b(?:carries|has|have|is|are|there is|there are|there's|poses|with) (?:absolutely |completely )?(?:no|zero) (?:risks?|side[- ]effects|danger|complications)(?: whatsoever| at all|[.,;!]|$| and| of any kind)|\bwithout any risk\b|\b(?:cannot|can't) possibly (?:fail|go wrong|harm)\b
    | \byou will (?:make a full recovery|be completely cured|be fully cured|recover completely|never have)\b[^.;?]{0,30}(?:promise|guarantee|certain|no doubt)|\bwill never (?:come back|return|relapse|recur)\b
    | \b(?:cannot|can't) (?:possibly )?(?:harm|hurt|damage) you\b|\byou(?:'re| are) going to (?:beat|survive|be cured)[^.;?]{0,30}(?:guarantee|promise)|\b(?:works|helps|cures|succeeds) (?:100 ?%|(?:one )?hundred per ?cent)|\balways works\b|\b(?:works|helps) (?:for everyone|every time|without exception)\b
    """
)

_HARDLY = r"(?:(?!(?:called|not|no|never|any|common|sign|kind|type|risk|form|either|other|history|probable|likely|possible|suspected|maybe|perhaps|about|heard|family|had|a|an|the|to|if|or|for|that|when|why|how|questions?|options?|test|fear|same)\b)[a-z][\w-]* ){0,3}?"
BARE = pattern(
    rf"""
      \byou(?:'ve got| have| have got| are suffering from| suffer from| are having| have developed) (?:an? |the )?{_HARDLY}({ENGLISH_CONDITION})
    | (?:^|[,;:] ?)(?:this|it|that)(?:'s| is) (?:an? |the )?{_HARDLY}({ENGLISH_CONDITION})(?! ?\?| (?:that|which|when|if|where|in which|medication|drug|of)\b)
    | \b(?:your|the) diagnosis is(?: clear)?:? (?:an? |the )?{_HARDLY}({ENGLISH_CONDITION})|\b(?:the|your) (?:cause|problem|reason) (?:of [\w ]{{1,30}} )?is (?:an? |the )?{_HARDLY}({ENGLISH_CONDITION})
    | \byou(?:'ve| have| have got|'ve got) (?:an? )?(?:detached|torn|broken|ruptured|slipped|pinched|blocked|fractured|trapped) [a-z]+()
    | \byour (?:[a-z]+) (?:is|are) (?:broken|fractured|dislocated|infected|ruptured)\b()
    | \byou(?:'re| are) (?:pregnant|diabetic|an?emic|hypertensive)\b()
    """
)
HEDGED = re.compile(
    r"\b(?:may|might|could|possibl[ey]|probabl[ey]|likely|perhaps|maybe|suggests?|suspect\w*|if|whether|seems?|appears?|sounds?|looks? like|consider|i think|i believe|can be|would|when|once|unless|until|one of|according to|in case|rule out|chance|typically|usually|often|consistent with|assum\w*|because you|since you|as you|as your|your biopsy|has shown|told|said|says?|mentioned|wrote|written|described|so you)\b"
)

# ── what takes it all back ───────────────────────────────────────────────────────────────────────────────────────────

NOT_MEANT = re.compile(
    r"\b(?:if|whether|imagine|suppose|pretend\w*|were|wish|says|said|saying|claims?|claimed|claiming|told|tells me|writes|wrote|states|stated|according to|unlike|like an?|role|character|never|nobody|no one|cannot|can't|won't|don't|didn't|haven't|hasn't|isn't|aren't|not|neither|nor|without|wrong|beware|avoid|trial|study|studies|participants|authors|unable|should|would have|no (?:test|medicine|vaccine|treatment|drug|guarantee|herb|cure))\b[^.]{0,60}$"
)
"""Stands before, and makes it somebody else's word, or supposed, or denied."""
UNSURE = re.compile(
    r"\b(?:cannot|can't|not|n't|never|nobody|no one|no (?:test|medicine|vaccine|treatment|drug|herb|cure|diet|method)|isn't|no (?!doubt|question)[a-z]+(?= ?$)|if|whether|wrong|beware|unless|claim\w*|should|would|hardly|nor|doesn't mean|might|may|could|rarely|impossible to|false|myth|says|said|told)\b"
)
