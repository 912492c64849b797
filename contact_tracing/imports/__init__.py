"""What other systems and tables bring in: cases, contacts, exposures, follow-up, samples. All or nothing."""
