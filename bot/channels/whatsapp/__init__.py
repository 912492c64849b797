"""WhatsApp through Meta's Cloud API: `webhook` takes events in, `parse` reads them, `send` answers, `errors` says what a failure means."""
