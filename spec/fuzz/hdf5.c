/* Fuzz target: HDF5 files, all datasets and attributes read. */
#include "bytes.h"
#include "io/hdf5.h"

static void read_value(ln_h5 *h5, const ln_h5_value *value)
{
    ln_context *ctx = fuzz_context();
    ln_tensor *numbers;
    const char *text;
    size_t length;
    if (value->kind != LN_H5_TEXT) {
        if (ln_h5_read(ctx, h5, value, &numbers) == LN_OK)
            ln_tensor_release(numbers);
        return;
    }
    for (int64_t i = 0; i < value->size && i < 100; i++)
        if (ln_h5_text(ctx, h5, value, i, &text, &length) == LN_OK && length > 0)
            (void)*(volatile const char *)(text + length - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ln_context *ctx = fuzz_context();
    ln_tensor *bytes = fuzz_bytes(data, size);
    ln_h5 *h5;
    if (ln_h5_open(ctx, "hdf5", bytes, &h5) == LN_OK) {
        for (int64_t i = 0; i < ln_h5_count(h5); i++) {
            const ln_h5_value *object = ln_h5_at(h5, i);
            if (ln_h5_find(h5, object->name) != object)
                abort();
            if (object->kind != LN_H5_GROUP)
                read_value(h5, object);
            for (int k = 0; k < object->attribute_count; k++)
                read_value(h5, &object->attributes[k]);
        }
        ln_h5_close(ctx, h5);
    }
    ln_tensor_release(bytes);
    return 0;
}
