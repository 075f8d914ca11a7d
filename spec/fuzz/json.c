/* Fuzz target: JSON; what is read is written, read again, and written the same. */
#include <string.h>

#include "bytes.h"
#include "io/json.h"
#include "tensor/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ln_context *ctx = fuzz_context();
    ln_json *tree, *again;
    char *text, *same;
    size_t length, other;
    char *copy = malloc(size + 1);
    memcpy(copy, data, size);
    copy[size] = '\0';
    if (ln_json_parse(ctx, copy, size, &tree) == LN_OK) {
        if (ln_json_write(ctx, tree, -1, &text, &length) == LN_OK) {
            if (ln_json_parse(ctx, text, length, &again) != LN_OK)
                abort();
            if (ln_json_write(ctx, again, -1, &same, &other) != LN_OK || other != length || memcmp(text, same, length) != 0)
                abort();
            ln_string_free(ctx, same);
            ln_string_free(ctx, text);
            ln_json_free(again);
        }
        ln_json_free(tree);
    }
    free(copy);
    return 0;
}
