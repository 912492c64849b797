"""DHIS2: cases for its tracker, counts for its data sets, by a mapping of UIDs that the deployment fills."""
