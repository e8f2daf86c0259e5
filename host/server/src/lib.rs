//! The bodega binary: configuration and wiring.
