"""The database: transactions, migrations, copies, this process among others."""
