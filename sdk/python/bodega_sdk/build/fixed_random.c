/* Preloaded into componentize-py, so that Python's hash seed, and with it the order of sets, is the same in every build. */
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

ssize_t getrandom(void *buffer, size_t length, unsigned int flags) {
    (void)flags;
    uint32_t state = 0x2545F491;
    for (size_t i = 0; i < length; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        ((unsigned char *)buffer)[i] = (unsigned char)state;
    }
    return (ssize_t)length;
}
