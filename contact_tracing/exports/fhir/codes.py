"""Our codes in the terminologies that FHIR servers know: SNOMED CT, LOINC, HL7's own."""

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
CASE_IDS, CONTACT_IDS, SAMPLE_IDS = "urn:assa:case-id", "urn:assa:contact-id", "urn:assa:sample-id"

GENDERS = {"MALE": "male", "FEMALE": "female", "UNKNOWN": "unknown"}

COVID_19 = ("840539006", "Disease caused by severe acute respiratory syndrome coronavirus 2 (disorder)")
SUSPECTED_COVID_19 = ("840544004", "Suspected disease caused by severe acute respiratory syndrome coronavirus 2 (situation)")

VERIFICATIONS = {
    "NOT_CLASSIFIED": "unconfirmed",
    "SUSPECT": "provisional",
    "PROBABLE": "differential",
    "CONFIRMED": "confirmed",
    "NOT_A_CASE_DISCARDED": "refuted",
}
"""HL7 condition-ver-status. FHIR has no "probable": of its codes "differential" is the next, and the text says which."""

SEVERITIES = {
    "MILD": ("255604002", "Mild"),
    "MODERATE": ("6736007", "Moderate"),
    "SEVERE": ("24484000", "Severe"),
    "CRITICAL": ("442452003", "Life threatening severity"),
}

# "taste_smell" is two findings in one question: it stays text
SIGNS = {
    "fever": ("386661006", "Fever"),
    "cough": ("49727002", "Cough"),
    "breathing": ("267036007", "Dyspnea"),
    "chest_pain": ("29857009", "Chest pain"),
    "confusion": ("286933003", "Confusional state"),
    "tiredness": ("84229001", "Fatigue"),
    "sore_throat": ("162397003", "Pain in throat"),
    "headache": ("25064002", "Headache"),
    "aches": ("68962001", "Muscle pain"),
    "diarrhoea": ("62315008", "Diarrhea"),
}

TESTS = {
    "PCR": ("94500-6", "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory specimen by NAA with probe detection"),
    "ANTIGEN_RDT": ("97097-0", "SARS-CoV-2 (COVID-19) Ag [Presence] in Upper respiratory specimen by Rapid immunoassay"),
    "ANTIBODY": ("94762-2", "SARS-CoV-2 (COVID-19) Ab [Presence] in Serum or Plasma by Immunoassay"),
}
RESULTS = {
    "POSITIVE": ("10828004", "Positive"),
    "NEGATIVE": ("260385009", "Negative"),
    "INCONCLUSIVE": ("419984006", "Inconclusive"),
}
TEMPERATURE = ("8310-5", "Body temperature")
AGE = ("30525-0", "Age")
SIGNS_REPORTED = ("75325-1", "Symptom")
"""LOINC 75325-1: a symptom, whose value says which."""
