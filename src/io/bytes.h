/* Numbers in files: least significant byte first, of 1 to 8 bytes, at any address. */
#ifndef LN_IO_BYTES_H
#define LN_IO_BYTES_H

#include <stdint.h>

static inline uint64_t ln_get_bytes(const uint8_t *at, int count)
{
    uint64_t value = 0;
    for (int i = 0; i < count; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

/* Gives what lies behind. */
static inline uint8_t *ln_put_bytes(uint8_t *at, uint64_t value, int count)
{
    for (int i = 0; i < count; i++)
        at[i] = (uint8_t)(value >> (8 * i));
    return at + count;
}

#endif
