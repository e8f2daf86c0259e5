//! The answers of one invocation. A re-run (after a conflict at commit) gets them again for identical requests, in the order in
//! which they came, without sending; a shadow run gets only them and sends nothing at all.

use crate::fill::SecretSource;
use crate::request::{Request, RequestDigest, Response};
use crate::trace::{Exchange, Trace};
use crate::{Egress, EgressError, Policy};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Requests and answers of one invocation, over all its runs. Failures count as answers: a request that timed out may have
/// arrived, and must not go out again because something else was in conflict.
#[derive(Debug, Default)]
pub struct Recorded {
    state: Mutex<State>,
    is_closed: bool,
}

#[derive(Clone, Debug, Default)]
struct State {
    answers: BTreeMap<RequestDigest, Vec<Result<Response, EgressError>>>,
    /// How many of each this run has had.
    taken: BTreeMap<RequestDigest, usize>,
    traces: Vec<Trace>,
}

impl Recorded {
    /// Starts the next run of the same invocation: its requests are answered from the first.
    pub fn rewind(&self) {
        self.state().taken.clear();
    }

    /// A copy for a shadow run: it answers what was recorded, refuses everything else and sends nothing.
    pub fn closed(&self) -> Recorded {
        let answers = self.state().answers.clone();
        Recorded { state: Mutex::new(State { answers, ..State::default() }), is_closed: true }
    }

    /// The traces of all runs so far, replayed requests included.
    pub fn traces(&self) -> Vec<Trace> {
        self.state().traces.clone()
    }

    /// The same, once: what is taken is not told again, so that each run is counted by itself.
    pub fn take_traces(&self) -> Vec<Trace> {
        std::mem::take(&mut self.state().traces)
    }

    /// Answers from the record, or sends and records.
    ///
    /// # Errors
    /// As [`Egress::send`]; [`EgressError::Other`] where a closed record has no answer.
    pub async fn send(
        &self,
        egress: &Egress,
        policy: &Policy,
        request: Request,
        secrets: &dyn SecretSource,
    ) -> Result<Response, EgressError> {
        let mut replayed = Trace::of(&request);
        if let Some(answer) = self.take(&mut replayed) {
            return answer;
        }
        let Exchange { trace, answer } = egress.exchange(policy, &request, secrets).await;
        let mut state = self.state();
        state.answers.entry(trace.digest).or_default().push(answer.clone());
        *state.taken.entry(trace.digest).or_default() += 1;
        state.traces.push(trace);
        answer
    }

    fn take(&self, trace: &mut Trace) -> Option<Result<Response, EgressError>> {
        let mut state = self.state();
        let taken = *state.taken.entry(trace.digest).or_default();
        let recorded = state.answers.get(&trace.digest).and_then(|answers| answers.get(taken)).cloned();
        let answer = recorded.or_else(|| {
            let text = "the live call sent no such request, and a trial run sends none";
            self.is_closed.then(|| Err(EgressError::Other(text.to_owned())))
        })?;
        *state.taken.entry(trace.digest).or_default() += 1;
        trace.is_replayed = true;
        trace.finish(&answer);
        state.traces.push(trace.clone());
        Some(answer)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
