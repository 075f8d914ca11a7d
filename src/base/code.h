/* Machine code made at run time: pages that are written once and then only executed. Knows nothing of what the code does. */
#ifndef LN_BASE_CODE_H
#define LN_BASE_CODE_H

#include <stddef.h>
#include <stdint.h>

typedef struct ln_code {
    const uint8_t *at; /* NULL when there is none */
    size_t bytes;
} ln_code;

/* Copies `bytes` bytes into pages of their own and makes these executable, which systems and policies may refuse: then false, and whoever asks
 * does without. The pages are not the host allocator's. */
int ln_code_map(ln_code *code, const uint8_t *from, size_t bytes);
void ln_code_unmap(ln_code *code);

#endif
