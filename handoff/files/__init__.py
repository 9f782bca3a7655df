"""Files that customers send as evidence: checked by their bytes, cleaned, and kept in a store."""
