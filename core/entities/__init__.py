"""What a text names: people, places, facilities, products, quantities, dates, ages, phone numbers.

Each module finds one thing and returns `span.Span`s. Names of places, facilities and products come as plain data from whoever calls:
nothing is trained, a new facility is found at once.
"""
