"""Indicators of tracing, by place and period: each with its formula, its source, and its denominator."""
