"""The watcher as a service of the user's system, so that nobody has to remember to start it."""
