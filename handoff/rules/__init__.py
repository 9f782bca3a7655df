"""Pure decisions; standard library only, and fit for Python 3.10."""
