"""Reports for officers: numbers from the ledger, each with the records behind it, in a document that can be verified years later."""
