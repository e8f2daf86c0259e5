//! The guest's allocator: hands out memory and takes nothing back but the last piece.
//!
//! Every call gets a fresh instance, so what is not freed lives for some microseconds; in return an allocation
//! costs a few instructions, which is most of the work of a short call. The linear memory's limit bounds it.
#![allow(unsafe_code)]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::UnsafeCell;

const PAGE: usize = 65_536;
/// Pages to grow by at least: a growth is a call into the host.
const GROW_PAGES_MIN: usize = 4;

struct Bump(UnsafeCell<State>);

struct State {
    next: usize,
    end: usize,
}

// SAFETY: a guest instance has one thread.
unsafe impl Sync for Bump {}

#[global_allocator]
static ALLOCATOR: Bump = Bump(UnsafeCell::new(State { next: 0, end: 0 }));

unsafe extern "C" {
    /// The linker's mark of where data ends; memory from here to the end of the initial pages is free.
    static __heap_base: u8;
}

impl Bump {
    #[allow(clippy::mut_from_ref)]
    fn state(&self) -> &mut State {
        // SAFETY: one thread, and no method keeps the reference over a call of another.
        let state = unsafe { &mut *self.0.get() };
        if state.end == 0 {
            state.next = &raw const __heap_base as usize;
            state.end = memory_size(0) * PAGE;
        }
        state
    }
}

// SAFETY: pieces are handed out from a pointer that only moves back to the start of the last piece when that
// piece is freed or resized, so live pieces never overlap.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let state = self.state();
        let start = (state.next + layout.align() - 1) & !(layout.align() - 1);
        let Some(next) = start.checked_add(layout.size()) else { return core::ptr::null_mut() };
        if next > state.end {
            let pages = (next - state.end).div_ceil(PAGE).max(GROW_PAGES_MIN);
            if memory_grow(0, pages) == usize::MAX {
                return core::ptr::null_mut();
            }
            state.end += pages * PAGE;
        }
        state.next = next;
        start as *mut u8
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let state = self.state();
        if pointer as usize + layout.size() == state.next {
            state.next = pointer as usize;
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let state = self.state();
        let is_last = pointer as usize + layout.size() == state.next;
        if is_last && pointer as usize + new_size <= state.end {
            state.next = pointer as usize + new_size;
            return pointer;
        }
        if new_size <= layout.size() {
            return pointer;
        }
        // SAFETY: the new layout is valid as the caller of realloc promises; both pieces hold `layout.size()` bytes.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new.is_null() {
                core::ptr::copy_nonoverlapping(pointer, new, layout.size());
            }
            new
        }
    }
}
