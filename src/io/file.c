/* Whole files: read, and replaced at once; folders. Knows of no format. */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static ln_status file_error(ln_context *ctx, const char *verb, const char *path, int code)
{
    char text[128];
    const char *reason = code == ENOENT ? (verb[0] == 'r' ? "there is no such file" : "its folder is not there")
                         : code == EACCES || code == EPERM ? "permission denied"
                         : code == EISDIR                  ? "it is a folder"
                         : code == ENOTDIR                 ? "a part of the path is not a folder"
                         : code == ENOSPC                  ? "the disk is full"
                                                           : strerror_r(code, text, sizeof text);
    return ln_error(ctx, LN_ERROR_IO, "can't %s '%s': %s", verb, path, reason);
}

static ln_status not_regular(ln_context *ctx, const char *verb, const char *path)
{
    return ln_error(ctx, LN_ERROR_IO, "can't %s '%s': it is not a regular file", verb, path);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static ln_status read_all(ln_context *ctx, const char *path, int file, char *to, size_t size)
{
    for (size_t have = 0; have < size;) {
        ssize_t got = read(file, to + have, size - have);
        if (got == 0)
            return ln_error(ctx, LN_ERROR_IO, "can't read '%s': it shrank while being read", path);
        if (got > 0)
            have += (size_t)got;
        else if (errno != EINTR)
            return file_error(ctx, "read", path, errno);
    }
    return LN_OK;
}

ln_status ln_file_read(ln_context *ctx, const char *path, ln_tensor **out)
{
    LN_TRY(ln_check_files(ctx, path));
    /* Without O_NONBLOCK a pipe nobody writes to would hang. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return file_error(ctx, "read", path, errno);
    struct stat info;
    ln_tensor *bytes = NULL;
    ln_status status;
    if (fstat(file, &info) != 0)
        status = file_error(ctx, "read", path, errno);
    else if (S_ISDIR(info.st_mode))
        status = file_error(ctx, "read", path, EISDIR);
    else if (!S_ISREG(info.st_mode))
        status = not_regular(ctx, "read", path);
    else {
        int64_t shape[1] = { (int64_t)info.st_size };
        status = ln_tensor_new(ctx, LN_UINT8, 1, shape, &bytes);
    }
    if (status == LN_OK)
        status = read_all(ctx, path, file, bytes->data, (size_t)info.st_size);
    close(file);
    if (status == LN_OK)
        *out = bytes;
    else
        ln_tensor_release(bytes);
    return status;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

/* In pieces that the disk begins with while the next ones are copied, so that there is little left for fsync to wait for. */
static int write_all(int file, const char *bytes, size_t size)
{
    const size_t piece = 8 << 20;
    for (size_t done = 0; done < size;) {
        ssize_t put = write(file, bytes + done, size - done < piece ? size - done : piece);
#ifdef SYNC_FILE_RANGE_WRITE
        if (put > 0 && size > piece)
            (void)sync_file_range(file, (off_t)done, put, SYNC_FILE_RANGE_WRITE);
#endif
        if (put > 0)
            done += (size_t)put;
        else if (put == 0)
            return EIO;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

static int sync_file(int file)
{
    while (fsync(file) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

/* Makes the rename last. Some file systems can't sync a folder, and a folder may be writable without being readable; neither
 * makes the file less than what it can be there. */
static int sync_folder(const char *path)
{
    char folder[4200];
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    if (length >= sizeof folder)
        return ENAMETOOLONG;
    memcpy(folder, path, length);
    folder[length] = '\0';
    int file = open(length == 0 ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return 0;
    int code = sync_file(file) == EIO ? EIO : 0;
    close(file);
    return code;
}

/* The temporary's name is the target's and this, always the same: what a crash leaves is found by the next save. Its writer holds
 * a lock on it, which ends with the process; so a temporary whose lock is free was left. */
#define TEMPORARY ".lunula-tmp"

/* Waits for the lock of an open file; whether the file then still goes by that name. Where there are no locks, it goes on. */
static bool lock_named(int file, const char *path)
{
    struct stat opened, named;
    while (flock(file, LOCK_EX) != 0 && errno == EINTR)
        ;
    return fstat(file, &opened) == 0 && lstat(path, &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

/* A new, locked file of that name into `out`; 0 or an errno. */
static int open_temporary(const char *path, mode_t mode, int *out)
{
    for (;;) {
        int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file >= 0 && lock_named(file, path)) {
            *out = file;
            return 0;
        }
        if (file < 0 && errno != EEXIST && errno != EINTR)
            return errno;
        if (file < 0 && errno == EEXIST) {
            file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
            if (file < 0 && errno != ENOENT)
                return errno;
            if (file >= 0 && lock_named(file, path) && unlink(path) != 0) {
                int code = errno;
                close(file);
                return code;
            }
        }
        if (file >= 0)
            close(file);
    }
}

/* Fills the temporary and puts it in its target's place; 0 or an errno. */
static int fill_and_rename(int file, const char *temporary, const char *target, const struct stat *old, const char *bytes,
                           size_t size)
{
    int code = 0;
    if (old != NULL) {
        if (fchown(file, old->st_uid, old->st_gid) != 0 && errno != EPERM) /* only root may give files away */
            code = errno;
        if (code == 0 && fchmod(file, old->st_mode & 0777) != 0)
            code = errno;
    }
    if (code == 0)
        code = write_all(file, bytes, size);
    if (code == 0)
        code = sync_file(file);
    if (code == 0 && rename(temporary, target) != 0)
        code = errno;
    return code;
}

/* Writes a file beside `target`, which then takes its place; 0 or an errno. `old` has the permissions to keep, or is NULL. */
static int replace(const char *target, const struct stat *old, const char *bytes, size_t size)
{
    char temporary[4200];
    int file = -1, length = snprintf(temporary, sizeof temporary, "%s" TEMPORARY, target);
    if (length < 0 || (size_t)length >= sizeof temporary)
        return ENAMETOOLONG;
    int code = open_temporary(temporary, old == NULL ? 0666 : 0600, &file);
    if (code != 0)
        return code;
    code = fill_and_rename(file, temporary, target, old, bytes, size);
    if (code != 0)
        unlink(temporary);
    close(file); /* gives the lock back, at last; the bytes are on the disk already */
    return code != 0 ? code : sync_folder(target);
}

ln_status ln_file_write(ln_context *ctx, const char *path, const void *bytes, size_t size)
{
    struct stat info;
    LN_TRY(ln_check_files(ctx, path));
    bool there = stat(path, &info) == 0;
    if (there && S_ISDIR(info.st_mode))
        return file_error(ctx, "write", path, EISDIR);
    if (there && !S_ISREG(info.st_mode))
        return not_regular(ctx, "write", path);
    if (there && access(path, W_OK) != 0)
        return file_error(ctx, "write", path, errno);
    char *real = there ? realpath(path, NULL) : NULL;
    int code = replace(real != NULL ? real : path, there ? &info : NULL, bytes, size);
    free(real);
    return code == 0 ? LN_OK : file_error(ctx, "write", path, code);
}

/* Folders ---------------------------------------------------------------------------------------------------------- */

ln_status ln_folder_make(ln_context *ctx, const char *path)
{
    char part[4200];
    size_t length = strlen(path);
    LN_TRY(ln_check_files(ctx, path));
    if (length >= sizeof part)
        return file_error(ctx, "make the folder", path, ENAMETOOLONG);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        struct stat info;
        if (mkdir(part, 0777) == 0)
            continue;
        int code = errno;
        if (stat(part, &info) != 0 || !S_ISDIR(info.st_mode))
            return file_error(ctx, "make the folder", path, code == EEXIST ? ENOTDIR : code);
    }
    return LN_OK;
}
