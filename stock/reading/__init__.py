"""What an agent's message says of stock: a report or a question. Pure: products come as plain data, nothing is stored.

words: what each word means; tokens: a message as tokens; report: tokens as counts and movements; question: what is asked.
"""
