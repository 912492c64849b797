"""Case figures: dated, sourced counts by place, brought in by CSV or fetched."""
