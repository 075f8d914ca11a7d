/* What the fuzz targets share: a context with a memory limit, and a tensor of the fuzzer's bytes. spec/fuzz/run starts them. */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tensor/tensor.h"

/* Far more than an input of at most 64 KiB may take. */
enum { FUZZ_MEMORY = 64 << 20 };

static inline ln_context *fuzz_context(void)
{
    static ln_context ctx;
    static ln_memory *memory;
    if (memory == NULL) {
        memory = ln_memory_create(NULL, NULL);
        ln_memory_set_limit(memory, FUZZ_MEMORY);
        ln_context_init(&ctx, memory);
    }
    return &ctx;
}

static inline void fuzz_release(void *user, void *data)
{
    (void)user;
    free(data);
}

/* A copy in a block of its own, so that reads beyond it are seen. */
static inline ln_tensor *fuzz_bytes(const uint8_t *data, size_t size)
{
    int64_t shape[1] = { (int64_t)size };
    ln_tensor *bytes = NULL;
    void *copy = malloc(size > 0 ? size : 1);
    memcpy(copy, data, size);
    if (ln_tensor_wrap(fuzz_context(), LN_UINT8, 1, shape, copy, fuzz_release, NULL, &bytes) != LN_OK)
        abort();
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
