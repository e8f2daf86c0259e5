//! Runs promotion case files through the real component in the real engine.
