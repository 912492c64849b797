"""The symptom check in the chat: questions, what is said at any of them, what to do. It needs no model.

What somebody said is kept, encrypted, until they are told what to do: two hours at most, a day where they put it aside.
"""
