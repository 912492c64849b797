"""Chains of transmission: who may have infected whom, by generations; second sources and loops are shown, not hidden."""
