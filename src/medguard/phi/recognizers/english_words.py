"""Everyday words of clinical English: none of them alone is a name, a town or an employer.

The words that the notes of ACI-Bench (wyim/aci-bench) and MTS-Dialog (abachaa/MTS-Dialog) write small at least twice and
rarely write large inside a sentence, without words that are also common names.
"""

from __future__ import annotations

from medguard.phi.recognizers.word_list import words

EVERYDAY = words(
    """
    abdominal abduction ability able abnormal abnormalities abnormality abortion about above abrasions abscesses
    abuse accident accompanied according accordingly aches aching achy aci acid acne acoustic across acting
    active activities activity actually acuity acute adding addition additional adds adjust adjustments adjusts
    adjuvant administered admit admits admitted adopted adverse advised aerobics affect affected affecting after
    afterwards against age ages ago agree agreed agreement agrees aid aids air airbag aircraft airplane airway
    alcohol alcoholic alcoholism alert alignment alive alkaline allergic allopurinol allow almost alone along
    already also altered alternating alternative alternatives although altogether always ambulance ambulating
    ambulation ambulatory amount anal analgesics anatomy anesthesia aneurysm angina angulation ankle ankles
    annual anorexia anosmic another answered ant antalgic anterior antibiotic antibiotics antibodies antibody
    anticipated anticoagulation antiretroviral anus anxiety anxious any anymore anything anyway aortic apartment
    apnea apparent apparently appear appeared appearing appears appetite application applied applying
    appointment appointments appreciated approximately arch area areas arm arms around arrival artery
    arthralgias asked asleep aspect aspects assess assist assistance associated asymptomatic ataxia ate atopic
    atrial attack attempt attempted attempting attempts attend attending attends attention attributed attributes
    atypical auditory aunt auscultation autism auto available average avid avoid avoiding avoids avulsion awake
    awaken awakening awakens aware away awhile awoke axillary backboard bad bait balance band barium basal base
    baseball based baseline basement bases basically basis basketball bearing beat beats became because become
    becoming bedroom beer beers before began begin beginning behind being believe believes belly below bending
    beneficial benefit benefits benign benzoyl better between beverages biceps bifida big bike bilateral
    bilaterally binocular biopsied biopsies biopsy birth bit bite bitemporal blackouts bladder bleed bleeding
    blister bloating block blood bloodwork bloody blot blurred blurry board body bone bones bony boot borderline
    born both bothering bothersome bowel bowels boxes boyfriend bpm brace bracing breakage breakout breakthrough
    breast breasts breath breathing breaths brief briefly bright bring brings brisk broke broken brothers
    brought bruising bruit bruits bulk bunion burden burgers burning bus business buttock buttocks bypass
    caffeine calcaneal calcium calendar calf call called calls came cancelled cancers candy cannot capillary
    capital capsular capsule car card cardboard cardiolipin cardiology cardiovascular care carefully carotid
    carpal carries carrying cartilage carvedilol cast casting cataract catch catheter catheterization cats
    caught cause caused causes causing cease cell centers central cerebral cerebrovascular certain cervical
    cervix cesarean cessation chair change changed changes changing characterized chart check checked checking
    checks checkup chemotherapy chiasmal chicken chickenpox chief childbirth children chills chiropractic
    chiropractor chondromalacia chosen chronic cigarette cigarettes circumcision city claim claims classes clean
    cleaned cleansing clear clearly clerical climb clinic clinical clinics clobetasol close closed closure clots
    clubbing clue clumsiness coagulation coffee cognitive colchicine cold colds collapse collateral college
    colon color colored combination combined come comes comfortable coming comminuted common compared comparison
    compartment complain complained complaining complains complaint complaints complete completed completely
    complex compliance compliant complicated complications component comprehend compression computer concern
    concerned concerning concerns condition conditions conduction confirm confirmed confirms confused confusion
    congenital congested congestion congestive consciousness consent consented conservative conservatively
    consider considerably consideration consist consistency consistent consistently consisting consists constant
    constipated constipation construction consult consultation consulted consumes consuming consumption contact
    continued continues continuing continuous contour contractions contracture contractures contrast
    contributing contribution control controlled contusion cooled cooperative coordination cord corn coronary
    correct correction corticosteroid cosmetic cost cough coughing coughs counseled count counter couple course
    cousin covered cow cracked crackles cramp cramping cramps cream cruise crutches cuff culture current
    currently cut cycle cycles cyst cysts daily damage dark darkening dated daughters days daytime death
    debilitating debridement deceased decided decline declined decompression decrease decreased decreasing
    decubitus deemed deep defect deferred deficiency deficit deficits deformities deformity degeneration
    degenerative degree degrees dehydration delayed delivering delivery dementia dementing demonstrated
    demonstrates denied density dental dentist deny dependent depressed depression dermatologist describe
    described describes desires despite detail detailed details detect detected develop developed developing
    development develops deviation diabetic diagnosed dialysis diapers diaphoresis diaphragm diarrhea diary
    diastolic dictation died diet dietary dietitian diff difference different difficult difficulties difficultly
    difficulty diffuse digitorum digits diligent diminished dinner diplopia direct directed disability disarray
    disc discharged discoloration discomfort discontinue discontinued discontinuing discovered discuss discussed
    discussing discussion disease diseases disk dislocation dislocations disorder disorders displacement
    dissection distal distally distant distension distention distress distribution disturbances diuretic
    divorced dizziness dizzy documented doesn doest dog dogs doing dominant done dorsal dorsalis doses double
    down drainage dramatic drank drawer drawn drink drinker drinking drinks drip driving droop drop drops drove
    drugs drunk dry ductal due dull duration during duty dysarthria dysfunction dysphagia dysplasia dyspneic
    each ear earache earlier ears easily easy eat eating eats eczema edema effect effective effectiveness
    effects effusion eight either ejection elbow elbows elected element elevated elevation elicited else
    elsewhere embolism emesis emotional emphysema employed employee emptying encounters encouraged end ended
    endocrine endocrinologist endorses energy engage engineer enjoys enlarged enlargement enough ensure entire
    entirely environmental enzyme enzymes epicondyle epidural epigastric epilepsy epiphysis episode episodes
    episodic equal equivalent equivocal erectile erection erections erosive erythema esophagus especially
    essentially established estimates estradiol estrogen etc ethanol etiologies etiology evaluated evaluating
    evaluation even event events eventually ever every evidence evident exacerbated exacerbation exam examined
    exams exception excessive excision exercise exercises exercising exertion exertional exhalation expectations
    expected experience experienced experiences experiencing expiratory explain explained explains exposure
    exposures expressing extended extending extension extensive extensor extent external extra extraction
    extreme extremely extremities extremity exudates eye eyes face facet facial facility fact factor factors
    failed failing failure fairly fall falling falls familial familiar far farmer fasting fatigue fatigued fatty
    favorable febrile feed feeding feel feeling feelings feels feet fell felt female femoral ferritin ferrous
    fever feverish fevers few fibrillation fibroids fibular fifth fighting filled filling films final find
    finding fine finger fingernail fingers finished first fishing fissures five fixation flank flap flare
    flaring flashes flat flexed flexion flexor flu fluctuance fluctuates fluent fluid fluids flushing focal
    followed following food foods football forced forearm foreign forgetting formal former formerly forward
    fossa foul found four fourth fraction fractions fracture fractured fractures fragment frequency frequent
    frequently friends front frontal fruit frustrated full fullness fully function funny furniture further
    fusion fussy future gain gained gains gait gallbladder gallops game gas gastric gastroenterologist
    gastroesophageal gastrointestinal gave gear generalized generally genetic geneticist gentleman gestation
    gestational get gets getting girlfriend give given gives giving gland glass glenoid gloves glucose gluteal
    goes going goiter golfing gone got gotten gout grade grades gradual gradually graft grafting grandchildren
    grandfather grandmother grape great greater grip groin gross grossly ground growing grown growth guarding
    gummies guns gym habits hair half hallucinations hallux halo hamstring hands happened hard hardware harm
    hauling having hay headache headaches heal healed healing health healthcare healthy hear heard hearing
    heartburn heat heavy heel height held help helped helpful helping helps hematemesis hematochezia hematocrit
    hematologist hemianopia hemoglobin hemoptysis hemorrhage hernia heroin herself hiatal high higher highly
    hiking him himself hip histology historian hit hitting hives hoarse holidays home homicidal horizontal
    hormone hospitalization hospitalizations hospitalized hot hour hours however humerus humid hungry hurt
    hurting hydrated hydration hydrocephalus hyperextension hypergranulation hypersensitivity hypertrophy
    hypochromia hypothyroidism ice iced icing idea ideation ideations identified ill illegal illicit illness
    images imaging immediately immigrated immune immunizations immunosuppressive impact impairment impatient
    impingement importance improve improved improvement improves improving inability inches incident incision
    incisional include included includes including inconsistent incontinence increase increased increasing
    increasingly independent independently index indicated indicates indications indigestion indiscretion
    individual infarction infection infections inferior inflammation inflammatory information informed infusion
    ingested inguinal inhalant inhalation inhaler initial initially initiating injection injections injured
    injuries injury inquired insertion insomnia instability instead instructed instructions instrumentation
    insufficiency insulation insurance intact intake intense intercourse interested interfere intermittent
    intermittently internal intervention into intolerance intracranial intramural intrauterine intravenous
    invasion invasive inversion invited involve involved involvement involves involving iron irregular
    irritability irritable irritation issue issues itchiness itching itchy its jaundice jaw jerking jerks job
    joint joints jugular juice jump just keep keeping keeps kept ketones kick kidneys kids kind knee knees
    knives know knowledge known knows lab lability laboratory laceration lacerations lack lady landed landing
    language large last lasted lasting lasts late lately later lateral laterally laxity lazy league learning
    least leave led left leg legs length lengthening lengthy lesion lesions less lesser level levels life
    lifestyle lift lifted lifting ligament ligaments ligation light lightheaded lightheadedness like likely
    likes limit limitations limited limiting limits limping line lines lining lip lipid lipids lips liquids list
    lists lithotripsy live lived livedo lives living lobe local localized localizes locally located location
    locking log longer longstanding look looking looks loose lose losing loss lost lot lotion lots low lower
    lumbar lump lunch lupus lying lymph macular made magnesium main mainly mainstream maintain maintained
    maintaining make making malaise male malignancies malleolus manage managed management manager managing many
    margin margins marriage married mask mass massage massaging masses material maternal maximum meal meals
    meantime measures measuring meat mechanic mechanical med medial median medical medicines meds melena
    mellitus members memory menarche menstrual menstruation mental mentioned mentions metabolic metastasis
    metastatic metatarsal mid middle midfoot midline migraine migraines mild mildly milk minimal minimum minivan
    minus minute minutes misalignment missed mitral mixed mobility modification modifications moisturizing mole
    moles moment monitoring monogamous month months mood more most mostly motion motions motor move moved
    movement movements moves moving much multiple multiplex multivitamin murmur murmurs muscle muscles muscular
    musculoskeletal myocardial myself nagging nap narcotics nasal native nature nausea nauseated navicular near
    nearly necessary neck need needed needing needle needles needs nephrolithiasis nerve nerves nervous
    neurologic neurological neurologically neurologist never nevus newly next night nights nighttime nine nipple
    nocturnal node nodes nodosum nodule noncontributory nondrinker nonoperative nonproductive nonsmoker
    nontender nonunion nonweightbearing noon nor normally notable note noted notes notice noticed notices
    noticing notified notify noting now numb number numbness numerous nursing nutritionist obesity objects
    observation observe obstructive obtain obtainable obtained obtaining obvious occasion occasional
    occasionally occasions occupational occur occurred occurrence occurring occurs odor off offered office often
    oil ointment once one ongoing only onset onto open operating operation operations operative ophthalmology
    opinion opted optic options order ordered orders ordinary oriented origin original originally orthopedist
    orthotics osteochondromas other otherwise ounces out outer outlet outpatient output outstretched ovarian
    ovaries over overactive overall overdue overhead overnight overuse own owns oxygen pacemaker pack packs pad
    painful pains pale palpable palpation palpations palpitation palpitations pancreatic pandemic panel
    papaverine paper papillary paranasal paraspinal paresthesia paresthesias paroxysmal part partial
    participating particular particularly partner pass passed passes passing passive past patch patchy patella
    patellar patellofemoral paternal pathology pattern patterns pedal pedis pending penile penis per percussion
    perform performance performed performing perfusion perhaps period periodic periodically periods perioral
    peripheral peritoneal peritonsillar permanent persisted persistence persistent personal pertussis pes
    phalanx phase phenomena phosphatase photophobia physical physician piano picking piece pieces pilates pill
    pillow pinning pins pitting pituitary pizza place placed placement planned plans plantar planus plateau play
    player playing plays pleasant plus point pointing points poison polio pollen polydipsia polyp polyps pool
    poorly pop popping portal portion portions position positional positions possibility possible possibly post
    postal posterior postnasal postoperative posture potassium potential potentially pottery pound pounds
    practice predominant predominantly preferred pregnancy pregnant premature preop preoperatively preparing
    prescribe prescribed prescription prescriptions presence present presentation presented presenting presents
    preserved pressure pressures pretty prevent previous previously priest primarily primary prior probably
    problem problematic problems procedure procedures proceed proceeding produce production productive products
    profession professional profile profuse progress progressed progressing progression progressive
    progressively projects prolapse prolonged prominent pronation proper protocol protrusion provided provider
    provides providing proximal proxy pruritus psoriasis psychiatric psychiatrist psychotic puffs puffy pulled
    pulley pulling pulmonary pulse pulses pump pumping punched puncture purchase pursue purulent push pushing
    put putting quadrant quadrants quality question questioned questioning questionnaire questions quickly quit
    quite quitting quivering quiz racing radial radiates radiating radiation radical radicular radiographic
    radiological raise raised rales ran random range ranging rapid rare rarely rash rashes rated rates rather
    reach reaching reaction reactions reactive readings real realized really reason reasonably reassured rebound
    recall received receives receiving recent recently recheck rechecked recognize recommend recommendations
    recommended reconstruction record records recovered recovery recreational rectum recumbency recurred
    recurrence recurrent red redness reduce reduced reducing reduction reevaluation refer referral referred
    refill refilled refills reflexes reflux refractory refreshed refrigerator regard regarding regimen region
    registered regular regularly regurgitation rehab related relates relating relationship relatively relatives
    release released relief relieve relieved remain remainder remained remains remarkable remember remembers
    remote removal remove removed removing renovating repair repeat repeatedly repetitive replace replaced
    replacement report reported reportedly reporting request requested requesting require required requiring
    resection resident residual resolve resolved resolves resolving respect respiratory responded response rest
    restarted resting restore restricted restrictions result resulted resulting results resume retention retired
    return returned returning returns reveal revealed reveals review reviewed reviewing revision rheumatoid
    rhinorrhea rhonchi rhythm rib ride rides right rigidus rigors ringing rise risk risks rolling rotation
    rotator round routinely rubs rule ruled run runner running runny runs sad said salt salty same sarcoid
    satisfaction saw say says scalp scan scans scapular scar schedule scheduled school screen screening screw
    season seasonal seasons seatbelt seated second secondary seconds section security sed sedentary seeing seek
    seem seemed seems seen sees seizure seizures self send senior sensation sensations sense sensitivity sensory
    sent separation series serious serous service set setting seven several severe severity sexual sexually
    shaking shave sheet sheets shift shingles shoe shoes shooting shop shorter shortly shortness shot shoulder
    shoulders show showed showing shown shows shunt siblings sick side sided sides significance significant
    significantly signs similar since single sinus sinuses sisters sit site sits sitting situ situation
    situations six size skiing skilled sleep sleeping sleeps sliding slight slightly sling slipped slow slower
    slowing slowly smaller smear smears smoke smoked smoker smokes smoking sneezing snoring soap soccer social
    socially soft solution some sometimes somewhat sons soon sooner sore soreness sores sort sought sounds
    source space spasm speak speaking speaks special specialist specialists specific specifically speckled
    speech speed spell spelling spells spending spilled spina spinal splashed splint splinter spondylolisthesis
    spontaneous spontaneously sports spot spotting sprain sprays spreading spur sputum stabbing stability
    stabilize stacks staff stage staggering staging stand standing standpoint stands started starting starts
    stasis stated states stating stay staying stenosing stent step steps sternoclavicular steroid steroids stick
    stiffness still sting stomach stones stool stools stooping stopped stops straight strain strainer straining
    stream strength strengthen strenuous strep stress stressed stressful strokes struck struggle struggling
    student studies study stumbled stung subcutaneous subdural subsequent subsequently substance substances
    subtle successful successfully such sudden suddenly suffered suffering sugar sugars suggested suicidal
    summary sunburn superficial superficialis supination supple supplement supply support supportive
    supraclavicular suprascapular sure surgeries surgical surveillance suspect suspected suspicious sustained
    swallow swallowing sweat sweating sweats swelling swimming swing swings swollen symmetric symmetrical
    symptom symptomatic symptoms syncope syndrome systemic systems systolic tablet tablets tachycardia tactile
    tailbone taken takes taking talked talking talus tap taped tarry tasks taste teacher tear tearfulness
    technician teens teeth tell tells temporal temporary tend tended tender tenderness tendon tendons tends
    tennis tension term terminated terms tertiary test tested testicle testicular testosterone tests tetanus
    than them then therapist therapy therefore thick thickening thickness thigh thighs thing things think
    thinking thinks third thoracic thoroughly though thought thoughts three throbbing through throughout throw
    thrush thumb thus thyroid thyromegaly tibia tibial tic tics tightness time times tingling tinnitus tip tired
    tiredness tissue titer toe toes together toilet told tolerated tolerates tone tongue tonic too took tooth
    toothache top topical torso tossing total touch toward towards toy trace track tract trainer training
    transfer transferred transfusion transfusions transient transition transplant trauma traumatic travel
    traveled traveling travels treat treated treatments treats tree tremor tremors trending trial triceps tried
    tries trigger triggered triggers triglycerides trip trouble truck try trying tubal tubercle tuberosity tumor
    tunnel turbinates turned turning turns twice twin twins twisted twisting twitch two type typical typically
    ulcer ulcers ulnar ultimately umbilicus unable unaware unbearable uncertain unchanged uncle uncles
    uncomfortable uncommon unconscious uncontrolled under undergo undergoing undergone underlying understand
    understanding understands underwent unemployed unfortunately unintentional unloading unremarkable unstable
    unsure until unusual upcoming upon upper ups upset ureter ureteral urgency urgent urinalysis urinary
    urinated urinates urinating urination urine urologist urology usage use used uses using usual usually
    uterine utility utilize utilizes utilizing vacation vaccinated vaccine vaginal vague valgus valve variable
    various varus vascular vehicle vein venous ventricular vera versus vertigo very vest via views violent
    virtassist virtscribe viscous vision visit visiting visits visual vital vitamin voice voiding vomited
    vomiting vulgaris waist wake wakes waking walk walking walks wall want wanted wants warmer warmth wart wash
    washing wasps watch watchful watching water wave way weak weakness wear wearing wears weather week weekend
    weekends weekly weighed weighing weight weightbearing weights well went wet wheelchair wheezes wheezing
    whether which while whole widening widow widowed wine wishes withdrawal within woke wondering wooden words
    work worked worker working works workup worried worse worsen worsened worsening wound wrap wrapped wrist
    wrists xerostomia yard year yearly years yellowish yesterday yet yoga younger
    """
)
