"""Reading what people type into the questions of forms."""
