/* Zip archives in memory. Input is from strangers. Knows of no format of members, of files on disk, ops or Lua. */
#ifndef LN_IO_ZIP_H
#define LN_IO_ZIP_H

#include "tensor/tensor.h"

typedef struct ln_zip ln_zip;

/* The most members that an archive may have. */
enum { LN_ZIP_MOST = 1 << 16 };

/* Of libzip and zlib; NULL in a build without them. */
const char *ln_zip_library_version(void);
const char *ln_zip_zlib_version(void);

/* Reads the list of members of an archive in `bytes` (uint8, one axis; kept alive until it is closed); `where` names its origin in
 * messages, `kind` what it should be ("an npz file"). Refused: anything before the archive, two members of one name, names that leave a folder ("..", absolute
 * ones, backslashes, drive letters), links, encryption, other methods than stored and deflated, and members that say they take more
 * than the file has or unpack to more than they can. */
ln_status ln_zip_open(ln_context *ctx, const char *where, const char *kind, ln_tensor *bytes, ln_zip **out);
/* Accepts NULL. */
void ln_zip_close(ln_context *ctx, ln_zip *zip);
int64_t ln_zip_count(const ln_zip *zip);
/* NULL past the end; valid until the archive is closed. */
const char *ln_zip_name(const ln_zip *zip, int64_t index);
/* The bytes that a member says it has, unpacked and in the file. */
uint64_t ln_zip_size(const ln_zip *zip, int64_t index);
uint64_t ln_zip_packed(const ln_zip *zip, int64_t index);
/* A member's bytes (uint8, one axis), their sum checked. What is allocated grows with what a member really unpacks to, not with
 * what it says; one of more than `limit` bytes is refused before (0: none). */
ln_status ln_zip_read(ln_context *ctx, ln_zip *zip, int64_t index, uint64_t limit, ln_tensor **out);

/* Whether a name stays below the folder that it would be unpacked in, on any system. */
bool ln_zip_stays_below(const char *name);

typedef struct ln_zip_member {
    const char *name; /* 1 to 500 bytes */
    const void *bytes;
    size_t size;
} ln_zip_member;
/* The bytes of an archive of these members in this order, stored or deflated, all dated 1980-01-01: equal members make equal bytes. Two members of one
 * name and names that lead outside of the archive are refused. */
ln_status ln_zip_format(ln_context *ctx, const char *where, const ln_zip_member *members, int count, bool deflated,
                        ln_tensor **out);

#endif
