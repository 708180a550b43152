"""What stands around the sidecar's app while it serves: one process or several, one door, good order when it stops or changes.

settings   what was asked for
shift      the guard on duty, and how the next one takes over
door       the server: what a connection may do, TLS, leaving
admin      metrics and readiness, on a listener of their own
worker     one process that serves
parent     starts workers, and starts them again
"""
