"""Stock of health centres in the chat: a report in one message or by buttons, read back and stored after yes; and questions about it."""
