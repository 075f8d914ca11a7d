/* Fuzz target: zip archives, all members read. */
#include "bytes.h"
#include "io/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ln_context *ctx = fuzz_context();
    ln_tensor *bytes = fuzz_bytes(data, size), *member;
    ln_zip *zip;
    if (ln_zip_open(ctx, "zip", "an archive", bytes, &zip) == LN_OK) {
        for (int64_t i = 0; i < ln_zip_count(zip); i++)
            if (ln_zip_read(ctx, zip, i, 1 << 20, &member) == LN_OK)
                ln_tensor_release(member);
        ln_zip_close(ctx, zip);
    }
    ln_tensor_release(bytes);
    return 0;
}
