/* Writes HDF5 files: metadata into a growing buffer, the datasets' elements after it. Knows nothing of zip or files on disk.
 *
 * Layout: superblock 0; then, bottom up, each dataset's header, and for each group its heap of names, its symbol nodes, its B-tree
 * and its header; the texts of attributes in a global heap before the header that refers to them; last the elements, each dataset's
 * at a multiple of 64. Symbol nodes have at most 2 * LEAF_K links and tree nodes 2 * NODE_K children, the library's defaults. */
#include <stdlib.h>
#include <string.h>

#include "io/hdf5_parse.h"

enum { LEAF_K = 4, NODE_K = 16, MAX_PARTS = 64, SUPERBLOCK = 96, HEAP_SIZE = 4096, ALIGNMENT = 64, MAX_MESSAGE = 65512 };

typedef struct writer {
    ln_context *ctx;
    const char *where;
    ln_status status;
    uint8_t *bytes; /* the file's first `used` bytes */
    size_t used, capacity;
    const ln_h5_item **items; /* sorted by path */
    uint64_t *places;         /* where the address of an item's elements is to be put; 0: it has none */
} writer;

/* An object that was written, as its group's symbol nodes tell of it; groups name their tree and heap too. */
typedef struct child {
    const char *name;
    size_t length, name_at;
    uint64_t header, tree, heap;
} child;

/* Bytes ------------------------------------------------------------------------------------------------------------ */

/* `size` cleared bytes at the buffer's end; NULL after an error. Their offset is w->used - size. */
static uint8_t *extend(writer *w, size_t size)
{
    if (w->status != LN_OK)
        return NULL;
    if (size > w->capacity - w->used) {
        size_t capacity = 2 * w->capacity + size + 4096;
        void *larger;
        w->status = ln_alloc(w->ctx, capacity, "an HDF5 file's structure", &larger);
        if (w->status != LN_OK)
            return NULL;
        if (w->used > 0)
            memcpy(larger, w->bytes, w->used);
        if (w->bytes != NULL)
            ln_free(w->ctx, w->bytes, w->capacity);
        w->bytes = larger;
        w->capacity = capacity;
    }
    w->used += size;
    return memset(w->bytes + w->used - size, 0, size);
}

static void put(writer *w, uint64_t value, int bytes)
{
    uint8_t *at = extend(w, (size_t)bytes);
    if (at != NULL)
        ln_put_bytes(at, value, bytes);
}

static void put_bytes(writer *w, const void *bytes, size_t size)
{
    uint8_t *at = extend(w, size);
    if (at != NULL && size > 0)
        memcpy(at, bytes, size);
}

static void pad(writer *w, size_t multiple)
{
    extend(w, (multiple - w->used % multiple) % multiple);
}

/* Messages --------------------------------------------------------------------------------------------------------- */

static void put_type(writer *w, ln_dtype dtype)
{
    static const struct {
        uint8_t sign, exponent_at, exponent, mantissa;
        uint32_t bias;
    } floats[] = {
        [LN_FLOAT16] = { 15, 10, 5, 10, 15 }, [LN_FLOAT32] = { 31, 23, 8, 23, 127 }, [LN_FLOAT64] = { 63, 52, 11, 52, 1023 }
    };
    size_t item = ln_dtype_size(dtype);
    if (dtype == LN_BFLOAT16) { /* opaque, without a tag */
        put(w, 0x15, 4);
        put(w, item, 4);
    } else if (dtype == LN_BOOL) {
        put(w, 0x0218, 4);
        put(w, 1, 4);
        put(w, 0x0810, 4); /* of signed bytes */
        put(w, 1, 4);
        put(w, 8 << 16, 4);
        put_bytes(w, "FALSE\0\0\0TRUE\0\0\0\0\0\1", 18);
    } else if (ln_dtype_is_float(dtype)) {
        put(w, 0x2011 | (uint64_t)floats[dtype].sign << 16, 4);
        put(w, item, 4);
        put(w, (uint64_t)item * 8 << 16, 4);
        put(w, floats[dtype].exponent_at, 1);
        put(w, floats[dtype].exponent, 1);
        put(w, 0, 1);
        put(w, floats[dtype].mantissa, 1);
        put(w, floats[dtype].bias, 4);
    } else {
        put(w, ln_dtype_is_signed(dtype) ? 0x0810 : 0x0010, 4);
        put(w, item, 4);
        put(w, (uint64_t)item * 8 << 16, 4);
    }
}

static void put_space(writer *w, int rank, const int64_t *shape)
{
    put(w, 1 | (uint64_t)rank << 8, 8);
    for (int i = 0; i < rank; i++)
        put(w, (uint64_t)shape[i], 8);
}

/* A message of an object's header; returns where it begins. */
static size_t begin_message(writer *w, int type)
{
    put(w, (uint64_t)type, 8);
    return w->used;
}

static void end_message(writer *w, size_t begun)
{
    pad(w, 8);
    if (w->status == LN_OK)
        ln_put_bytes(w->bytes + begun - 6, w->used - begun, 2);
}

/* A collection of the global heap with the texts of one object's attributes; its address. */
static uint64_t put_texts(writer *w, const ln_h5_item *item)
{
    pad(w, 8);
    size_t begun = w->used;
    put_bytes(w, "GCOL\1\0\0\0", 8);
    put(w, 0, 8);
    for (int i = 0; i < item->attribute_count; i++) {
        size_t length = strlen(item->attributes[2 * i + 1]);
        put(w, (uint64_t)i + 1, 8);
        put(w, length, 8);
        put_bytes(w, item->attributes[2 * i + 1], length);
        pad(w, 8);
    }
    size_t used = w->used - begun, size = used + 16 > HEAP_SIZE ? used + 16 : HEAP_SIZE;
    put(w, 0, 8); /* what is free */
    put(w, size - used, 8);
    extend(w, size - used - 16);
    if (w->status == LN_OK)
        ln_put_bytes(w->bytes + begun + 8, size, 8);
    return begun;
}

/* An attribute of one UTF-8 text of varying length, as h5py makes it. */
static void put_attribute(writer *w, const char *name, size_t length, uint64_t heap, int index)
{
    size_t begun = begin_message(w, 12), size = strlen(name) + 1;
    if (size > MAX_MESSAGE - 100) {
        w->status = ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: an attribute's name of %zu bytes", w->where, size - 1);
        return;
    }
    put(w, 1, 2);
    put(w, size, 2);
    put(w, 20, 2);
    put(w, 8, 2);
    put_bytes(w, name, size);
    pad(w, 8);
    put(w, 0x010119, 4);
    put(w, 16, 4);
    put(w, 0x10, 4); /* of unsigned bytes */
    put(w, 1, 4);
    put(w, 8 << 16, 4);
    pad(w, 8);
    put_space(w, 0, NULL);
    put(w, length, 4);
    put(w, heap, 8);
    put(w, (uint64_t)index, 4);
    end_message(w, begun);
}

/* An object's header: its messages follow, the last of them its attributes', which end_header puts. */
static size_t begin_header(writer *w)
{
    pad(w, 8);
    put(w, 1, 8); /* version; the number of messages and the size come at the end */
    put(w, 0, 8);
    if (w->status == LN_OK)
        w->bytes[w->used - 12] = 1; /* one link leads to it */
    return w->used;
}

static void end_header(writer *w, size_t begun, int messages, const ln_h5_item *item, uint64_t heap)
{
    for (int i = 0; item != NULL && i < item->attribute_count; i++)
        put_attribute(w, item->attributes[2 * i], strlen(item->attributes[2 * i + 1]), heap, i + 1);
    messages += item == NULL ? 0 : item->attribute_count;
    if (messages > 65535 && w->status == LN_OK)
        w->status = ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: too many attributes", w->where);
    if (w->status != LN_OK)
        return;
    ln_put_bytes(w->bytes + begun - 14, (uint64_t)messages, 2);
    ln_put_bytes(w->bytes + begun - 8, w->used - begun, 4);
}

/* Datasets --------------------------------------------------------------------------------------------------------- */

static void put_dataset(writer *w, int64_t index, child *out)
{
    const ln_h5_item *item = w->items[index];
    const ln_tensor *t = item->tensor;
    static const char *const marked[] = { "dtype", "bfloat16" };
    ln_h5_item with = *item;
    if (t->dtype == LN_BFLOAT16 && item->attribute_count == 0) { /* HDF5 has no type for it */
        with.attributes = marked;
        with.attribute_count = 1;
    }
    uint64_t heap = with.attribute_count > 0 ? put_texts(w, &with) : 0;
    size_t header = begin_header(w), begun = begin_message(w, 1);
    out->header = header - 16;
    put_space(w, t->rank, t->shape);
    end_message(w, begun);
    begun = begin_message(w, 3);
    put_type(w, t->dtype);
    end_message(w, begun);
    begun = begin_message(w, 5); /* fill value: allocated late, the default */
    put(w, 0x01020202, 8);
    end_message(w, begun);
    begun = begin_message(w, 8);
    put(w, 0x0103, 2);
    w->places[index] = t->size > 0 ? w->used : 0;
    put(w, LN_H5_UNDEFINED, 8);
    put(w, (uint64_t)t->size * ln_dtype_size(t->dtype), 8);
    end_message(w, begun);
    end_header(w, header, 4, &with, heap);
}

/* Groups ----------------------------------------------------------------------------------------------------------- */

/* The level of tree nodes above `count` nodes, whose addresses and last names are replaced by theirs; the new count. */
static int64_t put_tree_level(writer *w, int level, uint64_t *address, uint64_t *last, int64_t count)
{
    int64_t nodes = 0;
    size_t size = 24 + 2 * NODE_K * 16 + 8, before = 0;
    for (int64_t i = 0; i < count || (count == 0 && nodes == 0); nodes++) {
        int64_t children = count - i < 2 * NODE_K ? count - i : 2 * NODE_K;
        uint8_t *at = extend(w, size);
        if (at == NULL)
            return 0;
        size_t here = w->used - size;
        memcpy(at, "TREE", 4);
        at[5] = (uint8_t)level;
        ln_put_bytes(at + 6, (uint64_t)children, 2);
        ln_put_bytes(at + 8, nodes > 0 ? before : LN_H5_UNDEFINED, 8);
        ln_put_bytes(at + 16, i + children < count ? here + size : LN_H5_UNDEFINED, 8);
        ln_put_bytes(at + 24, i > 0 ? last[i - 1] : 0, 8);
        for (int64_t k = 0; k < children; k++) {
            ln_put_bytes(at + 32 + 16 * k, address[i + k], 8);
            ln_put_bytes(at + 40 + 16 * k, last[i + k], 8);
        }
        i += children;
        before = here;
        address[nodes] = here; /* what is replaced has been read: nodes < i */
        last[nodes] = children > 0 ? last[i - 1] : 0;
    }
    return nodes;
}

static uint64_t put_symbols(writer *w, const child *children, int64_t count)
{
    uint64_t here = w->used;
    uint8_t *at = extend(w, 8 + 2 * LEAF_K * 40);
    if (at == NULL)
        return 0;
    memcpy(at, "SNOD\1", 5);
    ln_put_bytes(at + 6, (uint64_t)count, 2);
    for (int64_t i = 0; i < count; i++) {
        uint8_t *entry = at + 8 + 40 * i;
        ln_put_bytes(entry, children[i].name_at, 8);
        ln_put_bytes(entry + 8, children[i].header, 8);
        if (children[i].heap != 0) {
            entry[16] = 1;
            ln_put_bytes(entry + 24, children[i].tree, 8);
            ln_put_bytes(entry + 32, children[i].heap, 8);
        }
    }
    return here;
}

/* The heap of the children's names, the nodes and the tree above them, and the header. */
static void put_group(writer *w, child *children, int64_t count, const ln_h5_item *item, child *out)
{
    uint64_t texts = item != NULL && item->attribute_count > 0 ? put_texts(w, item) : 0;
    pad(w, 8);
    out->heap = w->used;
    put_bytes(w, "HEAP\0\0\0\0", 8);
    put(w, 0, 8);
    put(w, 1, 8); /* nothing is free */
    put(w, out->heap + 32, 8);
    put(w, 0, 8); /* the empty name */
    for (int64_t i = 0; i < count; i++) {
        children[i].name_at = w->used - (size_t)out->heap - 32;
        put_bytes(w, children[i].name, children[i].length);
        put(w, 0, 1);
        pad(w, 8);
    }
    if (w->status != LN_OK)
        return;
    ln_put_bytes(w->bytes + out->heap + 8, w->used - out->heap - 32, 8);
    int64_t nodes = (count + 2 * LEAF_K - 1) / (2 * LEAF_K), left = nodes;
    void *block;
    size_t size = (size_t)(nodes + 1) * 2 * sizeof(uint64_t);
    w->status = ln_alloc(w->ctx, size, "an HDF5 file's structure", &block);
    if (w->status != LN_OK)
        return;
    uint64_t *address = block, *last = address + nodes + 1;
    for (int64_t i = 0; i < nodes; i++) {
        int64_t first = i * 2 * LEAF_K, part = count - first < 2 * LEAF_K ? count - first : 2 * LEAF_K;
        address[i] = put_symbols(w, children + first, part);
        last[i] = children[first + part - 1].name_at;
    }
    int level = 0;
    do
        left = put_tree_level(w, level++, address, last, left);
    while (left > 1);
    out->tree = address[0];
    ln_free(w->ctx, block, size);
    size_t header = begin_header(w), begun = begin_message(w, 17);
    out->header = header - 16;
    put(w, out->tree, 8);
    put(w, out->heap, 8);
    end_message(w, begun);
    end_header(w, header, 1, item, texts);
}

/* The part of a path after `skip` slashes, up to the next. */
static const char *part_of(const char *path, int skip, size_t *length)
{
    for (; skip > 0; skip--)
        path = strchr(path, '/') + 1;
    *length = strcspn(path, "/");
    return path;
}

static bool has_part(const char *path, int skip)
{
    for (; skip > 0 && path != NULL; skip--) {
        path = strchr(path, '/');
        path = path == NULL ? NULL : path + 1;
    }
    return path != NULL && *path != '\0';
}

/* The group of items [low, high), whose paths share `depth` parts. A recursion of at most MAX_PARTS. */
static void put_tree(writer *w, int64_t low, int64_t high, int depth, child *out)
{
    const ln_h5_item *own = low < high && !has_part(w->items[low]->path, depth) ? w->items[low++] : NULL;
    void *block;
    size_t size = (size_t)(high - low) * sizeof(child);
    w->status = w->status == LN_OK ? ln_alloc(w->ctx, size, "an HDF5 file's structure", &block) : w->status;
    if (w->status != LN_OK)
        return;
    child *children = memset(block, 0, size);
    int64_t count = 0;
    for (int64_t i = low; i < high && w->status == LN_OK; count++) {
        child *c = &children[count];
        int64_t end = i;
        c->name = part_of(w->items[i]->path, depth, &c->length);
        for (size_t length = 0; end < high; end++) {
            const char *part = part_of(w->items[end]->path, depth, &length);
            if (length != c->length || memcmp(part, c->name, length) != 0)
                break;
        }
        if (w->items[i]->tensor == NULL || has_part(w->items[i]->path, depth + 1))
            put_tree(w, i, end, depth + 1, c);
        else if (end - i > 1)
            w->status = ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: '%s' is a dataset, and '%s' would lie in it or be it again",
                                 w->where, w->items[i]->path, w->items[i + 1]->path);
        else
            put_dataset(w, i, c);
        i = end;
    }
    if (w->status == LN_OK)
        put_group(w, children, count, own, out);
    ln_free(w->ctx, block, size);
}

/* Files ------------------------------------------------------------------------------------------------------------ */

static ln_status check_item(writer *w, const ln_h5_item *item)
{
    int parts = 1;
    size_t length = strlen(item->path);
    for (const char *c = item->path; *c != '\0'; c++)
        parts += *c == '/';
    bool bad = length > 8192 || (length > 0 && (item->path[0] == '/' || item->path[length - 1] == '/'));
    if (bad || strstr(item->path, "//") != NULL || parts > MAX_PARTS)
        return ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: the path '%.200s': expected at most %d names with '/' between them",
                        w->where, item->path, MAX_PARTS);
    if (item->tensor != NULL && (length == 0 || item->tensor->data == NULL))
        return ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: '%s': a dataset needs a path and a value", w->where, item->path);
    if (item->tensor != NULL && item->tensor->dtype == LN_BFLOAT16 && item->attribute_count > 0)
        return ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: '%s': a bfloat16 dataset has an attribute of its own", w->where,
                        item->path);
    return LN_OK;
}

/* '/' before all else, so that a group's items follow it. */
static int by_path(const void *x, const void *y)
{
    const unsigned char *a = (const unsigned char *)(*(const ln_h5_item *const *)x)->path;
    const unsigned char *b = (const unsigned char *)(*(const ln_h5_item *const *)y)->path;
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (*a == '\0' ? 0 : *a == '/' ? 1 : *a + 1) - (*b == '\0' ? 0 : *b == '/' ? 1 : *b + 1);
}

static void put_superblock(writer *w, const child *root, uint64_t end)
{
    uint8_t *at = w->bytes;
    memcpy(at, "\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0", 16);
    ln_put_bytes(at + 16, LEAF_K, 2);
    ln_put_bytes(at + 18, NODE_K, 2);
    ln_put_bytes(at + 32, LN_H5_UNDEFINED, 8);
    ln_put_bytes(at + 40, end, 8);
    ln_put_bytes(at + 48, LN_H5_UNDEFINED, 8);
    ln_put_bytes(at + 64, root->header, 8);
    ln_put_bytes(at + 72, 1, 4);
    ln_put_bytes(at + 80, root->tree, 8);
    ln_put_bytes(at + 88, root->heap, 8);
}

static void swap_words(uint8_t *at, int64_t count, size_t item)
{
    for (; count > 0; count--, at += item)
        for (size_t i = 0; i < item / 2; i++) {
            uint8_t kept = at[i];
            at[i] = at[item - 1 - i];
            at[item - 1 - i] = kept;
        }
}

/* The whole file: the structure, with the addresses of elements put in, and the elements. */
static ln_status assemble(writer *w, int64_t count, const child *root, ln_tensor **out)
{
    uint64_t end = w->used;
    for (int64_t i = 0; i < count; i++)
        if (w->places[i] != 0) {
            const ln_tensor *t = w->items[i]->tensor;
            end = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            ln_put_bytes(w->bytes + w->places[i], end, 8);
            end += (uint64_t)t->size * ln_dtype_size(t->dtype);
        }
    put_superblock(w, root, end);
    int64_t shape[1] = { (int64_t)end };
    ln_tensor *t;
    LN_TRY(ln_tensor_new(w->ctx, LN_UINT8, 1, shape, &t));
    memcpy(t->data, w->bytes, w->used);
    uint64_t at = w->used;
    for (int64_t i = 0; i < count; i++)
        if (w->places[i] != 0) {
            const ln_tensor *from = w->items[i]->tensor;
            uint64_t start = (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            memset(t->data + at, 0, (size_t)(start - at));
            ln_tensor_copy_to(from, from->dtype, t->data + start);
            at = start + (uint64_t)from->size * ln_dtype_size(from->dtype);
            if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
                swap_words((uint8_t *)t->data + start, from->size, ln_dtype_size(from->dtype));
        }
    *out = t;
    return LN_OK;
}

static ln_status sort_items(writer *w, const ln_h5_item *items, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        LN_TRY(check_item(w, &items[i]));
        w->items[i] = &items[i];
    }
    qsort(w->items, (size_t)count, sizeof *w->items, by_path);
    for (int64_t i = 1; i < count; i++)
        if (strcmp(w->items[i - 1]->path, w->items[i]->path) == 0)
            return ln_error(w->ctx, LN_ERROR_ARGUMENT, "%s: two items have the path '%s'", w->where, w->items[i]->path);
    return LN_OK;
}

ln_status ln_h5_format(ln_context *ctx, const char *where, const ln_h5_item *items, int64_t count, ln_tensor **out)
{
    writer w = { .ctx = ctx, .where = where };
    child root = { .name = "" };
    void *block;
    size_t size = (size_t)count * (sizeof *w.items + sizeof *w.places);
    LN_TRY(ln_alloc(ctx, size, "an HDF5 file's structure", &block));
    w.items = block;
    w.places = (uint64_t *)(w.items + count);
    memset(w.places, 0, (size_t)count * sizeof *w.places);
    w.status = sort_items(&w, items, count);
    extend(&w, SUPERBLOCK);
    if (w.status == LN_OK)
        put_tree(&w, 0, count, 0, &root);
    if (w.status == LN_OK)
        w.status = assemble(&w, count, &root, out);
    if (w.bytes != NULL)
        ln_free(ctx, w.bytes, w.capacity);
    ln_free(ctx, block, size);
    return w.status;
}
