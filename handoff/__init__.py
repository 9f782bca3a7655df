"""The heart of Footbridge: rules, stores, records and desks."""
