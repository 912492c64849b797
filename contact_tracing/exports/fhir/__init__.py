"""FHIR R4: a transaction bundle of patients with what is known of them."""
