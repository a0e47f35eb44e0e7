"""Slips of the finger in one word of a label, and labels that only look like it."""

from __future__ import annotations

from itertools import combinations

import pytest

from rechallenge.studies.checks.slips import Label, times_needed, within_slips


def listed(text: str) -> list[str]:
    return text.split("|")


COUNTRIES = listed(
    "Afghanistan|Albania|Algeria|Andorra|Angola|Argentina|Armenia|Australia|Austria|Azerbaijan|"
    "Bahamas|Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|Bolivia|"
    "Bosnia and Herzegovina|Botswana|Brazil|Brunei|Bulgaria|Burkina Faso|Burundi|Cambodia|"
    "Cameroon|Canada|Cape Verde|Central African Republic|Chad|Chile|China|Colombia|Comoros|"
    "Congo|Costa Rica|Croatia|Cuba|Cyprus|Czechia|Czech Republic|Denmark|Djibouti|Dominica|"
    "Dominican Republic|Ecuador|Egypt|El Salvador|Equatorial Guinea|Eritrea|Estonia|Eswatini|"
    "Ethiopia|Fiji|Finland|France|Gabon|Gambia|Georgia|Germany|Ghana|Greece|Grenada|Guatemala|"
    "Guinea|Guinea-Bissau|Guyana|Haiti|Honduras|Hungary|Iceland|India|Indonesia|Iran|Iraq|"
    "Ireland|Israel|Italy|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Kiribati|Kuwait|Kyrgyzstan|"
    "Laos|Latvia|Lebanon|Lesotho|Liberia|Libya|Liechtenstein|Lithuania|Luxembourg|Madagascar|"
    "Malawi|Malaysia|Maldives|Mali|Malta|Mauritania|Mauritius|Mexico|Micronesia|Moldova|Monaco|"
    "Mongolia|Montenegro|Morocco|Mozambique|Myanmar|Namibia|Nauru|Nepal|Netherlands|"
    "New Zealand|Nicaragua|Niger|Nigeria|North Korea|North Macedonia|Norway|Oman|Pakistan|"
    "Palau|Palestine|Panama|Papua New Guinea|Paraguay|Peru|Philippines|Poland|Portugal|Qatar|"
    "Romania|Russia|Rwanda|Samoa|San Marino|Saudi Arabia|Senegal|Serbia|Seychelles|"
    "Sierra Leone|Singapore|Slovakia|Slovenia|Solomon Islands|Somalia|South Africa|South Korea|"
    "South Sudan|Spain|Sri Lanka|Sudan|Suriname|Sweden|Switzerland|Syria|Taiwan|Tajikistan|"
    "Tanzania|Thailand|Togo|Tonga|Trinidad and Tobago|Tunisia|Turkey|Turkmenistan|Tuvalu|"
    "Uganda|Ukraine|United Arab Emirates|United Kingdom|United States|Uruguay|Uzbekistan|"
    "Vanuatu|Vatican|Venezuela|Vietnam|Yemen|Zambia|Zimbabwe|Scotland|England|Wales|Hong Kong|"
    "Europe|Asia|East Asia|West Asia|North America|South America|Latin America|USA and Canada|"
    "USA and Australia|Europe and Australia|multinational|international"
)

DRUGS = listed(
    "nivolumab|pembrolizumab|ipilimumab|atezolizumab|durvalumab|avelumab|cemiplimab|"
    "dostarlimab|tremelimumab|camrelizumab|tislelizumab|sintilimab|toripalimab|retifanlimab|"
    "balstilimab|zimberelimab|penpulimab|serplulimab|sugemalimab|envafolimab|adebrelimab|"
    "benmelstobart|socazolimab|cadonilimab|ivonescimab|relatlimab|tiragolumab|vibostolimab|"
    "ociperlimab|bevacizumab|ramucirumab|cetuximab|panitumumab|necitumumab|trastuzumab|"
    "pertuzumab|rituximab|infliximab|vedolizumab|tocilizumab|sunitinib|sorafenib|axitinib|"
    "cabozantinib|lenvatinib|pazopanib|tivozanib|regorafenib|vandetanib|nintedanib|anlotinib|"
    "apatinib|afatinib|lapatinib|erlotinib|gefitinib|icotinib|osimertinib|dacomitinib|"
    "crizotinib|ceritinib|alectinib|brigatinib|lorlatinib|dabrafenib|vemurafenib|encorafenib|"
    "trametinib|cobimetinib|binimetinib|imatinib|dasatinib|nilotinib|bosutinib|ponatinib|"
    "masitinib|fruquintinib|surufatinib|famitinib|neratinib|pyrotinib|tucatinib|olaparib|"
    "niraparib|rucaparib|talazoparib|veliparib|everolimus|temsirolimus|sirolimus|tacrolimus|"
    "carboplatin|cisplatin|oxaliplatin|paclitaxel|docetaxel|pemetrexed|gemcitabine|"
    "capecitabine|etoposide|temozolomide|dacarbazine|fotemustine|vinorelbine|vinblastine|"
    "vincristine|doxorubicin|epirubicin|irinotecan|topotecan|prednisone|prednisolone|"
    "methylprednisolone|dexamethasone|talimogene|aldesleukin|interferon|interleukin|lifileucel"
)

ADVERSE_EVENTS = listed(
    "colitis|hepatitis|pneumonitis|pneumonia|nephritis|neuritis|myositis|myocarditis|"
    "pericarditis|endocarditis|myelitis|mucositis|arthritis|arteritis|uveitis|vasculitis|"
    "thyroiditis|hypophysitis|dermatitis|keratitis|gastritis|enteritis|enterocolitis|"
    "gastroenteritis|cystitis|cholangitis|cholecystitis|encephalitis|meningitis|neuropathy|"
    "nephropathy|myopathy|pancreatitis|sinusitis|pleuritis|retinitis|scleritis|iritis|"
    "conjunctivitis|stomatitis|esophagitis|rash|pruritus|vitiligo|fatigue|diarrhoea|nausea|"
    "vomiting|hypothyroidism|hyperthyroidism|hyponatraemia|hypernatraemia|hypokalaemia|"
    "hyperkalaemia|hypotension|hypertension|hypoglycaemia|hyperglycaemia|hypocalcaemia|"
    "hypercalcaemia|adrenal insufficiency|renal insufficiency|neutropenia|lymphopenia|"
    "leukopenia|thrombocytopenia|anaemia|diabetes|myasthenia gravis|Guillain-Barré syndrome|"
    "myalgia|arthralgia|neuralgia|sarcoidosis|haemolysis|infusion reaction|"
    "injection site reaction|endocrine|dermatologic|gastrointestinal|hepatic|pulmonary|renal|"
    "neurologic|cardiac|rheumatologic|haematologic|ocular|musculoskeletal|acute kidney injury|"
    "acute liver injury|interstitial lung disease"
)

CANCERS = listed(
    "melanoma|cutaneous melanoma|mucosal melanoma|uveal melanoma|acral melanoma|"
    "ocular melanoma|oral melanoma|non-small cell lung cancer|small cell lung cancer|"
    "lung cancer|NSCLC|SCLC|RCC|HCC|UC|MSI-H|CRC|TNBC|HNSCC|ESCC|cSCC|renal cell carcinoma|"
    "clear cell renal cell carcinoma|non-clear cell renal cell carcinoma|basal cell carcinoma|"
    "squamous cell carcinoma|merkel cell carcinoma|urothelial carcinoma|"
    "hepatocellular carcinoma|cholangiocarcinoma|adenocarcinoma|bladder cancer|breast cancer|"
    "triple-negative breast cancer|gastric cancer|gastroesophageal cancer|oesophageal cancer|"
    "colorectal cancer|colon cancer|rectal cancer|anal cancer|oral cancer|cervical cancer|"
    "endometrial cancer|ovarian cancer|prostate cancer|pancreatic cancer|thyroid cancer|"
    "skin cancer|bone cancer|head and neck cancer|mesothelioma|pleural mesothelioma|"
    "peritoneal mesothelioma|glioblastoma|glioma|sarcoma|osteosarcoma|Hodgkin lymphoma|"
    "non-Hodgkin lymphoma|T-cell lymphoma|B-cell lymphoma|NK-cell lymphoma|"
    "diffuse large B-cell lymphoma|follicular lymphoma|mantle cell lymphoma|multiple myeloma|"
    "AML|ALL|CLL|CML|relapsed or refractory AML|relapsed or refractory ALL|"
    "acute myeloid leukaemia|acute lymphoid leukaemia|thymoma|thymic carcinoma|mixed|multiple|"
    "various|solid tumours|stage I|stage II|stage III|stage IV|stage IIIA|stage IIIB|"
    "ductal carcinoma|lobular carcinoma|tubular carcinoma|papillary carcinoma|"
    "medullary carcinoma"
)

OTHER_LABELS = listed(
    "retrospective_cohort|prospective_cohort|prospective_trial|registry|case_series|"
    "case report|expanded_access|randomised trial|non-randomised trial|single-arm trial|"
    "phase I|phase II|phase III|phase 1|phase 2|phase 1b|phase 2b|first-line|second-line|"
    "third-line|later line|adjuvant|neoadjuvant|metastatic|advanced|locally advanced|"
    "resumption|rechallenge_same|rechallenge_mixed|switch|escalation|second_course|"
    "de-escalation|toxicity|progression|completed_course|elective|unclear|mixed|on treatment|"
    "no treatment|off treatment|with brain metastases|without brain metastases|male patients|"
    "female patients|typical|atypical|symptomatic|asymptomatic|resectable|unresectable|"
    "left-sided tumour|right-sided tumour|low risk|high risk|intermediate risk|moderate|severe|"
    "serious|mild|fair|poor|good|critical|some concerns|high|low|no information|ICI based|"
    "anti-PD-1|anti-PD-L1|anti-PD-(L)1|anti-CTLA-4|anti-LAG-3|anti-PD-1 + ipilimumab|PD-1|"
    "PD-L1|ITT|treated|evaluable|any grade|grade 2 or higher|grade 3 or higher|preoperative|"
    "perioperative|postoperative|intracranial|extracranial|unilateral|bilateral|academic|"
    "community|hospital-based|population-based|same ICI|another ICI|ipilimumab 3 mg/kg|"
    "ipilimumab 10 mg/kg|ipilimumab 1 mg/kg|orr|dcr|cr|pr|sd|pd|any_ae|grade3_ae|grade2_ae|os|"
    "pfs|one prior line|two prior lines|no prior line|prior radiotherapy|no radiotherapy|"
    "public funding|industry funding|no funding"
)


def needed(one: str, other: str) -> int:
    return times_needed(Label.of(one), Label.of(other))


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("melanmoa", "melanoma", 1),
        ("retrospective chort", "retrospective_cohort", 2),
        ("pembrolizumabb", "pembrolizumab", 1),
        ("pembrolizumb", "pembrolizumaab", 4),
        ("reanl cell", "renal cell", 2),
        ("renla cell carcinoma", "renal cell carcinoma", 2),
        ("renal ell carcinoma", "renal cell carcinoma", 2),
        ("renal cell arcinoma", "renal cell carcinoma", 2),
        ("non-small celll lung cancer", "non-small cell lung cancer", 2),
        ("non-small cell lug cancer", "non-small cell lung cancer", 2),
        ("nno-small cell lung cancer", "non-small cell lung cancer", 2),
        ("no-small cell lung cancer", "non-small cell lung cancer", 2),
        ("Jpaan", "Japan", 2),
        ("Jappan", "Japan", 2),
        ("Frnce", "France", 2),
        ("Italy", "Itly", 3),
        ("NSLC", "NSCLC", 4),
        ("renel", "renal", 4),
        ("renla", "renel", 0),
        ("arm", "arms", 0),
        ("PD-1", "PD-L1", 0),
        ("phase 1b", "phase 2b", 0),
        ("stage II", "stage III", 0),
        ("male", "female", 0),
        ("typical", "atypical", 0),
        ("on systemic treatment", "no systemic treatment", 0),
        ("relapsed or refractory AML", "relapsed or refractory ALL", 0),
        ("Iran", "Iraq", 0),
        ("Gambia", "Zambia", 0),
        ("hypothyroidism", "hyperthyroidism", 0),
        ("renal cell", "renal cell cancer", 0),
        ("renal cell", "renal cell", 0),
        ("reanl cel", "renal cell", 0),
    ],
)
def test_how_sure_a_slip_is(one: str, other: str, times: int) -> None:
    assert needed(one, other) == times
    assert needed(other, one) == times


@pytest.mark.parametrize(
    "labels",
    [COUNTRIES, DRUGS, ADVERSE_EVENTS, CANCERS, OTHER_LABELS],
    ids=["countries", "drugs", "adverse events", "cancers", "other labels"],
)
def test_labels_of_the_field_are_no_slips_of_each_other(labels: list[str]) -> None:
    assert len(labels) == len(set(labels)) > 60
    alike = [pair for pair in combinations(labels, 2) if needed(*pair)]
    assert alike == []


@pytest.mark.parametrize("labels", [COUNTRIES, DRUGS, ADVERSE_EVENTS, CANCERS])
def test_two_neighbours_swapped_in_a_word_of_the_field_are_a_slip(labels: list[str]) -> None:
    words = [label for label in labels if label.isalpha() and len(label) > 4]
    missed = []
    for word in words:
        middle = len(word) // 2
        swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        if swapped != word and needed(word, swapped) not in (1, 2):
            missed.append((word, swapped))
    assert missed == []


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("kitten", "sitting", 3),
        ("ca", "ac", 1),
        ("ca", "abc", 3),
        ("abcd", "abcd", 0),
        ("", "ab", 2),
    ],
)
def test_distances_of_textbooks(one: str, other: str, distance: int) -> None:
    assert [within_slips(one, other, limit) for limit in range(5)] == [
        limit >= distance for limit in range(5)
    ]
