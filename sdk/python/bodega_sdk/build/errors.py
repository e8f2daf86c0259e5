"""What stops a build; each message says what to do."""


class BuildError(Exception):
    """A build that cannot go on."""
