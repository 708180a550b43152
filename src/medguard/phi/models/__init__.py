"""Language models that mark people, places, organisations and times; one module each, all run on this machine."""
