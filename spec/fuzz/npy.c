/* Fuzz target: npy files. */
#include "bytes.h"
#include "io/npy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ln_tensor *bytes = fuzz_bytes(data, size), *t;
    if (ln_npy_parse(fuzz_context(), "npy", bytes->data, size, &t) == LN_OK)
        ln_tensor_release(t);
    ln_tensor_release(bytes);
    return 0;
}
