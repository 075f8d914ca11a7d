/* Reads the structure of HDF5 files: superblock, object headers, groups. Knows nothing of what elements mean.
 *
 * Read: superblocks 0 to 3 with 8-byte addresses, object headers 1 and 2, groups of either kind whose links are in a B-tree of
 * symbol nodes or in the header itself, attributes in the header, contiguous, compact and chunked (B-tree) datasets, deflate and
 * shuffle. Refused by name: links that are not hard, objects that two links lead to (so the tree is one), external and virtual
 * storage, shared messages, links and attributes in fractal heaps (made by libver="latest" for groups of more than 8), other
 * filters. Keras writes none of these.
 *
 * The file is walked once, when it is opened. Nothing in it can make that take long or much: each structure lies within the file's
 * bytes (ln_h5_seek), the bytes of structure that are looked at in all are at most BUDGET_TIMES the file's size and a bit, objects
 * are visited once, paths have at most MAX_DEPTH parts, and what is kept grows with the links that are really there. Elements are
 * allocated when they are read, after their stored bytes have been found to be there. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5_parse.h"

enum {
    MAX_DEPTH = 64,
    BUDGET_TIMES = 4,
    BUDGET_BYTES = 1 << 20,
    MAX_OBJECTS = 1 << 20,
    MAX_ATTRIBUTES = 1 << 18,
    MAX_PATH = 1 << 14
};

enum message_type {
    SPACE = 1,
    LINK_INFO = 2,
    TYPE = 3,
    LINK = 6,
    EXTERNAL_FILES = 7,
    LAYOUT = 8,
    FILTERS = 11,
    ATTRIBUTE = 12,
    CONTINUATION = 16,
    SYMBOL_TABLE = 17,
    ATTRIBUTE_INFO = 21
};

void ln_h5_refuse(ln_context *ctx, const ln_h5 *h5, const char *path, const char *format, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (path == NULL)
        ln_error(ctx, LN_ERROR_FORMAT, "%s: %s", h5->where, text);
    else
        ln_error(ctx, LN_ERROR_FORMAT, "%s, object '/%.200s': %s", h5->where, path, text);
}

ln_status ln_h5_seek(ln_context *ctx, ln_h5 *h5, const char *what, uint64_t address, uint64_t length, ln_h5_cursor *out)
{
    if (address > h5->size || length > h5->size - address)
        return ln_h5_bad(ctx, h5, NULL, "truncated or damaged: %s of %llu bytes at byte %llu lies outside its %llu bytes", what,
                         (unsigned long long)length, (unsigned long long)address, (unsigned long long)h5->size);
    if (length > h5->steps)
        return ln_h5_bad(ctx, h5, NULL, "damaged: its structure refers to more bytes than a file of %llu bytes needs",
                         (unsigned long long)h5->size);
    h5->steps -= length;
    out->at = h5->start + address;
    out->end = out->at + length;
    out->cut = false;
    return LN_OK;
}

/* The objects still to be read, as a stack: their headers' addresses, which are marked as the objects are found. */
typedef struct walk {
    ln_context *ctx;
    ln_h5 *h5;
    uint64_t *pending; /* addresses; the object of pending[i] is targets[i] */
    ln_h5_value **targets;
    int64_t count, capacity;
    uint8_t *seen; /* a bit for each 8 bytes of the file, where an object's header begins */
} walk;

static ln_status push(walk *w, const char *parent, const char *name, size_t length, uint64_t address)
{
    ln_h5 *h5 = w->h5;
    size_t before = strlen(parent), depth = 1;
    if (length == 0 ? h5->count > 0 : memchr(name, '/', length) != NULL)
        return ln_h5_bad(w->ctx, h5, parent, "a link without a name, or with '/' in it");
    if (before + length + 2 > MAX_PATH)
        return ln_h5_bad(w->ctx, h5, parent, "a path of more than %d bytes", MAX_PATH);
    for (size_t i = 0; i < before; i++)
        depth += parent[i] == '/';
    if (depth > MAX_DEPTH)
        return ln_h5_bad(w->ctx, h5, parent, "groups nested more than %d deep", MAX_DEPTH);
    if (h5->count == MAX_OBJECTS)
        return ln_h5_bad(w->ctx, h5, NULL, "it holds more than %d objects", MAX_OBJECTS);
    if (address >= h5->size)
        return ln_h5_bad(w->ctx, h5, parent, "truncated or damaged: the link '%.*s' leads outside the file", (int)length, name);
    if ((w->seen[address / 64] >> (address / 8 % 8)) & 1)
        return ln_h5_bad(w->ctx, h5, parent, "the link '%.*s' leads to an object that has a path already", (int)length, name);
    w->seen[address / 64] |= (uint8_t)(1 << (address / 8 % 8));
    ln_h5_value *value;
    char *path;
    LN_TRY(ln_zone_alloc(w->ctx, &h5->zone, 1, sizeof *value, &value));
    LN_TRY(ln_zone_alloc(w->ctx, &h5->zone, before + length + 2, 1, &path));
    memcpy(path, parent, before);
    if (before > 0)
        path[before++] = '/';
    memcpy(path + before, name, length);
    value->name = path;
    if (w->count == w->capacity || h5->count == h5->capacity) {
        int64_t capacity = 2 * (h5->count + w->count) + 64;
        void *addresses = realloc(w->pending, (size_t)capacity * sizeof *w->pending);
        w->pending = addresses == NULL ? w->pending : addresses;
        void *targets = realloc(w->targets, (size_t)capacity * sizeof *w->targets);
        w->targets = targets == NULL ? w->targets : targets;
        void *objects = realloc(h5->objects, (size_t)capacity * sizeof *h5->objects);
        h5->objects = objects == NULL ? h5->objects : objects;
        if (addresses == NULL || targets == NULL || objects == NULL)
            return ln_error(w->ctx, LN_ERROR_MEMORY, "out of memory for the objects of %s", h5->where);
        w->capacity = h5->capacity = capacity;
    }
    w->pending[w->count] = address;
    w->targets[w->count++] = value;
    h5->objects[h5->count++] = value;
    return LN_OK;
}

/* Groups ----------------------------------------------------------------------------------------------------------- */

static ln_status read_symbols(walk *w, const char *path, uint64_t address, ln_h5_cursor names)
{
    ln_h5_cursor c;
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "a symbol node", address, 8, &c));
    if (memcmp(c.at, "SNOD\1", 5) != 0)
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: no symbol node where one should be");
    c.at += 6;
    uint64_t count = ln_h5_take(&c, 2);
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "a symbol node", address + 8, count * 40, &c));
    for (uint64_t i = 0; i < count; i++) {
        uint64_t name = ln_h5_take(&c, 8), header = ln_h5_take(&c, 8), cached = ln_h5_take(&c, 4);
        ln_h5_skip(&c, 20);
        uint64_t size = (uint64_t)(names.end - names.at);
        const void *end = name < size ? memchr(names.at + name, 0, (size_t)(size - name)) : NULL;
        if (end == NULL)
            return ln_h5_bad(w->ctx, w->h5, path, "damaged: a link's name lies outside its heap");
        const char *text = (const char *)names.at + name;
        size_t length = (size_t)((const char *)end - text);
        if (cached == 2)
            return ln_h5_bad(w->ctx, w->h5, path, "'%.*s' is a soft link; only hard links are read", (int)length, text);
        LN_TRY(push(w, path, text, length, header));
    }
    return LN_OK;
}

/* A B-tree of symbol nodes. Levels go down by one, so that no path through it is endless. */
static ln_status read_symbol_tree(walk *w, const char *path, uint64_t address, int level, ln_h5_cursor names)
{
    ln_h5_cursor c;
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "a group's B-tree", address, 24, &c));
    if (memcmp(c.at, "TREE\0", 5) != 0 || c.at[5] > 8 || (level >= 0 && c.at[5] != level))
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: no B-tree of links where one should be");
    level = c.at[5];
    c.at += 6;
    uint64_t count = ln_h5_take(&c, 2);
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "a group's B-tree", address + 24, count * 16 + 8, &c));
    for (uint64_t i = 0; i < count; i++) {
        ln_h5_skip(&c, 8);
        uint64_t child = ln_h5_take(&c, 8);
        LN_TRY(level > 0 ? read_symbol_tree(w, path, child, level - 1, names) : read_symbols(w, path, child, names));
    }
    return LN_OK;
}

static ln_status read_symbol_table(walk *w, const char *path, ln_h5_cursor c)
{
    uint64_t tree = ln_h5_take(&c, 8), heap = ln_h5_take(&c, 8);
    ln_h5_cursor h, names;
    if (c.cut)
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: a symbol table of too few bytes");
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "a heap of names", heap, 32, &h));
    if (memcmp(h.at, "HEAP\0", 5) != 0)
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: no heap of names where one should be");
    h.at += 8;
    uint64_t size = ln_h5_take(&h, 8);
    ln_h5_skip(&h, 8);
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "a heap of names", ln_h5_take(&h, 8), size, &names));
    return read_symbol_tree(w, path, tree, -1, names);
}

static ln_status read_link(walk *w, const char *path, ln_h5_cursor c)
{
    uint64_t version = ln_h5_take(&c, 1), flags = ln_h5_take(&c, 1);
    uint64_t type = flags & 8 ? ln_h5_take(&c, 1) : 0;
    ln_h5_skip(&c, (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
    uint64_t length = ln_h5_take(&c, 1 << (flags & 3));
    const uint8_t *name = ln_h5_skip(&c, length);
    if (version != 1 || name == NULL)
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: a link that ends early or of an unknown version");
    if (type != 0)
        return ln_h5_bad(w->ctx, w->h5, path, "'%.*s' is %s link; only hard links are read", (int)(length < 100 ? length : 100),
                         (const char *)name,
                         type == 1    ? "a soft"
                         : type == 64 ? "an external"
                                      : "a user-defined");
    uint64_t address = ln_h5_take(&c, 8);
    if (c.cut || memchr(name, 0, (size_t)length) != NULL)
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: a link that ends early, or with a zero byte in its name");
    return push(w, path, (const char *)name, (size_t)length, address);
}

/* Link info: the address of a heap where many links are. */
static ln_status read_link_info(walk *w, const char *path, ln_h5_cursor c)
{
    uint64_t version = ln_h5_take(&c, 1), flags = ln_h5_take(&c, 1);
    ln_h5_skip(&c, flags & 1 ? 8 : 0);
    uint64_t heap = ln_h5_take(&c, 8);
    if (version != 0 || c.cut)
        return ln_h5_bad(w->ctx, w->h5, path, "damaged: link info that ends early or of an unknown version");
    if (heap != LN_H5_UNDEFINED)
        return ln_h5_bad(w->ctx, w->h5, path,
                         "its links are in a fractal heap (libver=\"latest\"), which is not read; write it with "
                         "the default libver");
    return LN_OK;
}

/* Object headers --------------------------------------------------------------------------------------------------- */

/* What the header of one object has said so far. */
typedef struct header {
    ln_h5_value *value;
    bool group, type, space, layout;
    uint64_t stored;
    int attribute_capacity;
} header;

static ln_status add_attribute(walk *w, header *h, ln_h5_cursor c)
{
    ln_h5_value *v = h->value;
    if (w->h5->attributes++ == MAX_ATTRIBUTES)
        return ln_h5_bad(w->ctx, w->h5, NULL, "it holds more than %d attributes", MAX_ATTRIBUTES);
    if (v->attribute_count == h->attribute_capacity) {
        ln_h5_value *larger;
        int capacity = 2 * h->attribute_capacity + 2;
        LN_TRY(ln_zone_alloc(w->ctx, &w->h5->zone, (size_t)capacity, sizeof *larger, &larger));
        if (v->attribute_count > 0)
            memcpy(larger, v->attributes, (size_t)v->attribute_count * sizeof *larger);
        v->attributes = larger;
        h->attribute_capacity = capacity;
    }
    LN_TRY(ln_h5_read_attribute(w->ctx, w->h5, v->name, c, &v->attributes[v->attribute_count]));
    v->attribute_count++;
    return LN_OK;
}

static ln_status read_message(walk *w, header *h, int type, int flags, ln_h5_cursor c)
{
    const char *path = h->value->name;
    ln_context *ctx = w->ctx;
    ln_h5 *h5 = w->h5;
    if (flags & 2 && (type == SPACE || type == TYPE || type == FILTERS || type == ATTRIBUTE || type == LAYOUT))
        return ln_h5_bad(ctx, h5, path, "a committed datatype or another shared message, which is not read");
    bool *once = type == TYPE ? &h->type : type == SPACE ? &h->space : type == LAYOUT ? &h->layout : NULL;
    if (once != NULL && *once)
        return ln_h5_bad(ctx, h5, path, "damaged: two messages of one kind");
    if (once != NULL)
        *once = true;
    switch (type) {
    case SPACE:
        return ln_h5_read_space(ctx, h5, path, c, h->value);
    case TYPE:
        return ln_h5_read_type(ctx, h5, path, c, h->value);
    case LAYOUT:
        return ln_h5_read_layout(ctx, h5, path, c, h->value, &h->stored);
    case FILTERS:
        return ln_h5_read_filters(ctx, h5, path, c, h->value);
    case ATTRIBUTE:
        return add_attribute(w, h, c);
    case EXTERNAL_FILES:
        return ln_h5_bad(ctx, h5, path, "its data are in another file, which is not opened");
    case LINK_INFO:
        h->group = true;
        return read_link_info(w, path, c);
    case LINK:
        h->group = true;
        return read_link(w, path, c);
    case SYMBOL_TABLE:
        if (h->group)
            return ln_h5_bad(ctx, h5, path, "damaged: a group of two kinds");
        h->group = true;
        return read_symbol_table(w, path, c);
    case ATTRIBUTE_INFO: {
        uint64_t version = ln_h5_take(&c, 1), tracked = ln_h5_take(&c, 1);
        ln_h5_skip(&c, tracked & 1 ? 2 : 0);
        if (version != 0 || ln_h5_take(&c, 8) != LN_H5_UNDEFINED)
            return ln_h5_bad(ctx, h5, path, "its attributes are in a fractal heap (libver=\"latest\"), which is not read");
        return LN_OK;
    }
    default:
        return LN_OK;
    }
}

/* The messages of one block; continuations go to `more`. */
typedef struct blocks {
    uint64_t address[64], length[64];
    int count;
} blocks;

static ln_status read_messages(walk *w, header *h, int version, bool ordered, ln_h5_cursor c, blocks *more)
{
    int head = version == 1 ? 8 : 4 + (ordered ? 2 : 0);
    while (c.end - c.at >= head) {
        int type = (int)ln_h5_take(&c, version == 1 ? 2 : 1);
        uint64_t size = ln_h5_take(&c, 2);
        int flags = (int)ln_h5_take(&c, 1);
        ln_h5_skip(&c, (uint64_t)(version == 1 ? 3 : ordered ? 2 : 0));
        const uint8_t *start = ln_h5_skip(&c, size);
        if (start == NULL)
            return ln_h5_bad(w->ctx, w->h5, h->value->name, "damaged: a message of its header is cut");
        ln_h5_cursor message = { start, start + size, false };
        if (type != CONTINUATION) {
            LN_TRY(read_message(w, h, type, flags, message));
            continue;
        }
        if (more->count == 64 || size < 16)
            return ln_h5_bad(w->ctx, w->h5, h->value->name, "a header in more than 64 pieces, or damaged");
        more->address[more->count] = ln_h5_take(&message, 8);
        more->length[more->count++] = ln_h5_take(&message, 8);
    }
    return LN_OK;
}

static ln_status read_header(walk *w, header *h, uint64_t address)
{
    blocks more = { .count = 0 };
    ln_h5_cursor c, all;
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "an object's header", address, 16, &c));
    bool ordered = false;
    int version = memcmp(c.at, "OHDR\2", 5) == 0 ? 2 : c.at[0] == 1 ? 1 : 0;
    uint64_t before = 16, length;
    if (version == 1) {
        ln_h5_skip(&c, 8);
        length = ln_h5_take(&c, 4);
    } else if (version == 2) {
        int flags = c.at[5];
        ordered = (flags & 4) != 0;
        before = 6 + (flags & 32 ? 16u : 0) + (flags & 16 ? 4u : 0);
        LN_TRY(ln_h5_seek(w->ctx, w->h5, "an object's header", address + before, 8, &c));
        length = ln_h5_take(&c, 1 << (flags & 3));
        before += 1u << (flags & 3);
    } else
        return ln_h5_bad(w->ctx, w->h5, h->value->name, "damaged: no object header where one should be");
    LN_TRY(ln_h5_seek(w->ctx, w->h5, "an object's header", address + before, length, &all));
    LN_TRY(read_messages(w, h, version, ordered, all, &more));
    for (int i = 0; i < more.count; i++) {
        LN_TRY(ln_h5_seek(w->ctx, w->h5, "an object's header", more.address[i], more.length[i], &all));
        if (version == 2) {
            if (more.length[i] < 8 || memcmp(all.at, "OCHK", 4) != 0)
                return ln_h5_bad(w->ctx, w->h5, h->value->name, "damaged: a piece of its header is none");
            all.at += 4;
            all.end -= 4; /* the checksum */
        }
        LN_TRY(read_messages(w, h, version, ordered, all, &more));
    }
    return LN_OK;
}

static ln_status read_object(walk *w, ln_h5_value *value, uint64_t address)
{
    header h = { .value = value };
    LN_TRY(read_header(w, &h, address));
    if (h.group && (h.type || h.layout || h.space))
        return ln_h5_bad(w->ctx, w->h5, value->name, "damaged: both a group and a dataset");
    if (h.group) {
        value->kind = LN_H5_GROUP;
        return LN_OK;
    }
    if (!h.type || !h.layout || !h.space)
        return ln_h5_bad(w->ctx, w->h5, value->name, "neither a group nor a dataset");
    const ln_h5_value *dtype = ln_h5_attribute(value, "dtype");
    const char *text;
    size_t length;
    if (value->kind == LN_H5_OTHER && value->item == 2 && dtype != NULL && dtype->kind == LN_H5_TEXT && dtype->size == 1) {
        LN_TRY(ln_h5_text(w->ctx, w->h5, dtype, 0, &text, &length));
        if (length == 8 && memcmp(text, "bfloat16", 8) == 0) {
            value->kind = LN_H5_NUMBERS;
            value->dtype = LN_BFLOAT16;
            value->unread = NULL;
        }
    }
    return ln_h5_check_storage(w->ctx, w->h5, value->name, value, h.stored);
}

/* Files ------------------------------------------------------------------------------------------------------------ */

static ln_status read_superblock(ln_context *ctx, ln_h5 *h5, uint64_t *root)
{
    ln_h5_cursor c;
    if (h5->size < 8 || memcmp(h5->start, "\x89HDF\r\n\x1a\n", 8) != 0)
        return ln_h5_bad(ctx, h5, NULL, "not an HDF5 file (its first bytes aren't \\x89HDF)");
    LN_TRY(ln_h5_seek(ctx, h5, "the superblock", 8, 40, &c));
    int version = (int)ln_h5_take(&c, 1);
    if (version > 3)
        return ln_h5_bad(ctx, h5, NULL, "HDF5 superblock %d is not read (0 to 3 are)", version);
    ln_h5_skip(&c, version < 2 ? 4 : 0);
    int addresses = (int)ln_h5_take(&c, 1), lengths = (int)ln_h5_take(&c, 1);
    if (addresses != 8 || lengths != 8)
        return ln_h5_bad(ctx, h5, NULL, "HDF5 with addresses of %d and lengths of %d bytes is not read (8 and 8 are)", addresses,
                         lengths);
    LN_TRY(ln_h5_seek(ctx, h5, "the superblock", version < 2 ? (version == 0 ? 24 : 28) : 12, version < 2 ? 48 : 32, &c));
    uint64_t base = ln_h5_take(&c, 8);
    ln_h5_skip(&c, 8);
    uint64_t end = ln_h5_take(&c, 8);
    ln_h5_skip(&c, version < 2 ? 16 : 0); /* the driver's address and the root's empty name */
    *root = ln_h5_take(&c, 8);
    if (base != 0)
        return ln_h5_bad(ctx, h5, NULL, "HDF5 within another file (base address %llu) is not read", (unsigned long long)base);
    if (end > h5->size)
        return ln_h5_bad(ctx, h5, NULL, "truncated: it says it has %llu bytes, %llu are there", (unsigned long long)end,
                         (unsigned long long)h5->size);
    return LN_OK;
}

/* '/' sorts before all else, so that a group's objects follow it. */
static int compare_paths(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    int x = *a == '/' ? 1 : *a == '\0' ? 0 : (unsigned char)*a + 1, y = *b == '/' ? 1 : *b == '\0' ? 0 : (unsigned char)*b + 1;
    return x - y;
}

static int by_path(const void *a, const void *b)
{
    return compare_paths((*(ln_h5_value *const *)a)->name, (*(ln_h5_value *const *)b)->name);
}

static ln_status read_objects(ln_context *ctx, ln_h5 *h5)
{
    walk w = { .ctx = ctx, .h5 = h5 };
    uint64_t root;
    LN_TRY(read_superblock(ctx, h5, &root));
    w.seen = calloc((size_t)(h5->size / 64 + 1), 1);
    ln_status status =
        w.seen == NULL ? ln_error(ctx, LN_ERROR_MEMORY, "out of memory to read %s", h5->where) : push(&w, "", "", 0, root);
    while (status == LN_OK && w.count > 0) {
        w.count--;
        status = read_object(&w, w.targets[w.count], w.pending[w.count]);
    }
    free(w.seen);
    free(w.pending);
    free(w.targets);
    LN_TRY(status);
    qsort(h5->objects, (size_t)h5->count, sizeof(ln_h5_value *), by_path);
    for (int64_t i = 1; i < h5->count; i++)
        if (strcmp(h5->objects[i - 1]->name, h5->objects[i]->name) == 0)
            return ln_h5_bad(ctx, h5, h5->objects[i]->name, "two objects have this path");
    return LN_OK;
}

ln_status ln_h5_open(ln_context *ctx, const char *where, ln_tensor *bytes, ln_h5 **out)
{
    ln_h5 *h5 = calloc(1, sizeof *h5);
    if (h5 == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to read %s", where);
    h5->bytes = ln_tensor_retain(bytes);
    h5->start = (const uint8_t *)bytes->data;
    h5->size = (uint64_t)bytes->size;
    h5->steps = h5->size * BUDGET_TIMES + BUDGET_BYTES;
    snprintf(h5->where, sizeof h5->where, "%s", where);
    ln_status status = read_objects(ctx, h5);
    if (status != LN_OK)
        ln_h5_close(ctx, h5);
    else
        *out = h5;
    return status;
}

void ln_h5_close(ln_context *ctx, ln_h5 *h5)
{
    if (h5 == NULL)
        return;
    ln_zone_free(ctx->memory, &h5->zone);
    ln_tensor_release(h5->bytes);
    free(h5->objects);
    free(h5);
}

int64_t ln_h5_count(const ln_h5 *h5)
{
    return h5->count;
}

const ln_h5_value *ln_h5_at(const ln_h5 *h5, int64_t index)
{
    return index >= 0 && index < h5->count ? h5->objects[index] : NULL;
}

const ln_h5_value *ln_h5_find(const ln_h5 *h5, const char *path)
{
    char plain[MAX_PATH];
    path += strspn(path, "/");
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        length--;
    if (length >= sizeof plain)
        return NULL;
    memcpy(plain, path, length);
    plain[length] = '\0';
    for (int64_t low = 0, high = h5->count; low < high;) {
        int64_t middle = low + (high - low) / 2;
        int order = compare_paths(h5->objects[middle]->name, plain);
        if (order == 0)
            return h5->objects[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const ln_h5_value *ln_h5_attribute(const ln_h5_value *object, const char *name)
{
    for (int i = 0; i < object->attribute_count; i++)
        if (strcmp(object->attributes[i].name, name) == 0)
            return &object->attributes[i];
    return NULL;
}
