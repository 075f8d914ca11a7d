/* What the reader's files share: the open file and a cursor that can't leave it. */
#ifndef LN_IO_HDF5_PARSE_H
#define LN_IO_HDF5_PARSE_H

#include "base/memory.h"
#include "base/zone.h"
#include "io/bytes.h"
#include "io/hdf5.h"

#define LN_H5_UNDEFINED UINT64_MAX /* the address of what isn't there */

struct ln_h5 {
    ln_tensor *bytes;
    const uint8_t *start;
    uint64_t size;
    ln_zone zone; /* names, shapes, attributes */
    ln_h5_value **objects;
    int64_t count, capacity, attributes;
    uint64_t steps; /* bytes of structure that may still be read */
    char where[512];
};

/* Bytes in order; past the end it gives zeros and is `cut`. */
typedef struct ln_h5_cursor {
    const uint8_t *at, *end;
    bool cut;
} ln_h5_cursor;

static inline uint64_t ln_h5_take(ln_h5_cursor *c, int bytes)
{
    if (c->end - c->at < bytes) {
        c->cut = true;
        return 0;
    }
    c->at += bytes;
    return ln_get_bytes(c->at - bytes, bytes);
}

/* Goes on by `bytes` and gives what lies there, or NULL. */
static inline const uint8_t *ln_h5_skip(ln_h5_cursor *c, uint64_t bytes)
{
    if ((uint64_t)(c->end - c->at) < bytes) {
        c->cut = true;
        return NULL;
    }
    c->at += bytes;
    return c->at - bytes;
}

/* A cursor over `length` bytes at an address; LN_ERROR_FORMAT, naming `what`, when the file doesn't hold them all. */
ln_status ln_h5_seek(ln_context *ctx, ln_h5 *h5, const char *what, uint64_t address, uint64_t length, ln_h5_cursor *out);
/* Refuses the file; `path` is the object that it is about, or NULL. */
void ln_h5_refuse(ln_context *ctx, const ln_h5 *h5, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#define ln_h5_bad(...) (ln_h5_refuse(__VA_ARGS__), LN_ERROR_FORMAT)

/* Messages of an object header: what they say goes into `value`. */
ln_status ln_h5_read_type(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *value);
ln_status ln_h5_read_space(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *value);
ln_status ln_h5_read_layout(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *value, uint64_t *stored);
ln_status ln_h5_read_filters(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *value);
ln_status ln_h5_read_attribute(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *value);
/* Whether shape, element and stored bytes fit together; what they are is known by then. */
ln_status ln_h5_check_storage(ln_context *ctx, ln_h5 *h5, const char *path, const ln_h5_value *value, uint64_t stored);

/* Copies the elements of a chunked dataset to `out`, which has size * item bytes and is cleared. */
ln_status ln_h5_read_chunks(ln_context *ctx, ln_h5 *h5, const ln_h5_value *value, uint8_t *out);

#endif
