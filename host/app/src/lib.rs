//! Use cases over store and plugin-host.
