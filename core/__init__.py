"""What every domain package stands on: settings, database, identity, crypto, audit, geography, i18n, notifications, errors."""
