"""What a plugin raises to say that it cannot do what it was called for. Anything else that is raised is a bug."""


class PluginError(Exception):
    """What a plugin says to the host; the text is for people."""


class InvalidSettings(PluginError):
    """The settings or documents contradict themselves; the text says which and how to mend it."""


class InvalidInput(PluginError):
    """The basket or question cannot be served as it is."""


class Refused(PluginError):
    """Any other reason not to answer."""


class Retry(PluginError):
    """Not now: events and jobs are called again with back-off, a caller over HTTP gets 503."""


class RetryAfter(Retry):
    """Not now, and not before so many ms: for messages, where the provider says when."""

    def __init__(self, text: str, after_ms: int) -> None:
        super().__init__(text)
        self.after_ms = after_ms


class Reject(PluginError):
    """Trying again cannot help: people are told."""
