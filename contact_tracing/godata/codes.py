"""Go.Data's codes and labels, and ours. Its API writes `LNG_REFERENCE_DATA_…_<code>`, its reports the code alone."""

import re
from collections.abc import Callable, Iterable, Mapping

from contact_tracing.cases import codes as cases
from contact_tracing.contacts import rules as contacts

PREFIX = "LNG_REFERENCE_DATA_CATEGORY_"


def _key(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def _known(codes: Iterable[str], labels: Mapping[str, str] | None = None) -> Callable[[str], str | None]:
    """What reads a code of these, with or without Go.Data's prefix, or a label; None for one that we do not know."""
    exact = {_key(code): code for code in codes} | {_key(label): code for code, label in (labels or {}).items()}
    by_length = sorted(exact, key=len, reverse=True)

    def read(text: str) -> str | None:
        key = _key(text)
        if key in exact:
            return exact[key]
        if not key.startswith("LNG_"):
            return None
        return next((exact[known] for known in by_length if key.endswith("_" + known)), None)

    return read


def _outwards(labels: Mapping[str, str], prefix: str = "") -> Callable[[str | None], str]:
    return lambda code: "" if code is None else labels.get(code, prefix + code)


EXPOSURE_TYPES = {
    "DIRECT_PHYSICAL": "Direct physical contact ",
    "DIRECT_WITHIN_1_METRE": "Direct non-physical contact (within 1 meter) ",
    "INDIRECT_OBJECTS": "Indirect contact (touched contaminated surface/materials/fomites etc.)",
    "OTHER": "Other (please specify in comment field) ",
}
CONTEXTS = {
    "HOUSEHOLD": "Home/household",
    "WORKPLACE": "Workplace",
    "HEALTH_CARE": "Hospital/healthcare",
    "SCHOOL": "School",
    "TRANSPORT": "Travel",
    "FUNERAL": "Funeral",
    "OTHER": "Other",
}
FREQUENCIES = {"1_5_TIMES": "1-5 Times", "6_10_TIMES": "6-10 Times", "11_20_TIMES": "11-20 Times", "21_TIMES": "21+ Times"}
CERTAINTIES = {"1_LOW": "1 - Low", "2_MEDIUM": "2 - Medium", "3_HIGH": "3 - High"}
DURATIONS = {"MINUTES": "Short (minutes)", "HOURS": "Medium (hours)", "DAYS": "Long (days)"}
TEST_TYPES = {"PCR": "RT_PCR", "ANTIGEN_RDT": "ANTIGEN_DETECTION", "ANTIBODY": "IGG_IGM_SEROLOGICAL_TEST"}
SEXES = {"MALE": "MALE", "FEMALE": "FEMALE", "UNKNOWN": ""}

read_sex = _known(("MALE", "FEMALE"))
read_classification = _known(cases.CLASSIFICATIONS)
read_outcome = _known(code for code in cases.OUTCOMES if code is not None)
read_pregnancy = _known(cases.PREGNANCIES)
read_occupation = _known(cases.OCCUPATIONS)
read_risk = _known(contacts.RISK_LEVELS, CERTAINTIES)
read_isolation = _known(cases.ISOLATIONS)
read_contact_status = _known(("UNDER_FOLLOW_UP", "FOLLOW_UP_COMPLETED", "LOST_TO_FOLLOW_UP", "CANCELLED", "BECAME_CASE", "DIED"))
read_state = _known(("NOT_ATTEMPTED", "NOT_PERFORMED", "SEEN_OK", "SEEN_NOT_OK", "MISSED"))
read_exposure_type = _known(contacts.EXPOSURE_TYPES, EXPOSURE_TYPES)
read_context = _known(contacts.CONTEXTS, CONTEXTS)
read_frequency = _known(contacts.FREQUENCIES, FREQUENCIES)
read_certainty = _known(contacts.CERTAINTIES, CERTAINTIES)
read_duration = _known(contacts.DURATIONS, DURATIONS)
read_sample_type = _known(cases.SAMPLE_TYPES)
read_test_type = _known(cases.TEST_TYPES, TEST_TYPES)
read_result = _known(cases.RESULTS)

write_code = _outwards({})
write_sex = _outwards(SEXES)
write_exposure_type = _outwards(EXPOSURE_TYPES)
write_context = _outwards(CONTEXTS)
write_frequency = _outwards(FREQUENCIES)
write_certainty = _outwards(CERTAINTIES)
write_duration = _outwards(DURATIONS)
write_sample_type = _outwards({}, PREFIX + "TYPE_OF_SAMPLE_")
write_test_type = _outwards({code: PREFIX + "TYPE_OF_LAB_TEST_" + theirs for code, theirs in TEST_TYPES.items()})
write_result = _outwards({"PENDING": ""}, PREFIX + "LAB_TEST_RESULT_")
