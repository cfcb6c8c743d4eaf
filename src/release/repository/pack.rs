//! Packs of objects (gitformat-pack(5)): the index of version 2, and objects kept whole or as
//! differences from others.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::ZlibDecoder;

use super::objects::{Kind, MAX_OBJECT, Object};
use super::{ObjectId, RepositoryError};

/// Everything that one object may take, differences included, in bytes.
const MAX_CHAIN: usize = 64 << 20;
/// Everything that may be written on the way to one object, in bytes: few differences can make much
/// of little, over and over.
const MAX_WRITTEN: usize = 1 << 30;
/// How many differences may stand on each other; git itself allows this many.
const MAX_DEPTH: usize = 4095;

/// A pack and its index.
pub(super) struct Pack {
    name: String,
    index: File,
    objects: File,
    /// How many objects have a first byte up to each value.
    fanout: [u32; 256],
}

impl Pack {
    pub(super) fn open(index: &Path) -> Result<Self, RepositoryError> {
        let name = index.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let open = |path: &Path| {
            super::open(path).map_err(|source| RepositoryError::Disk { path: name.clone(), source })
        };
        let (index_file, objects) = (open(index)?, open(&index.with_extension("pack"))?);
        let mut this = Self { name, index: index_file, objects, fanout: [0; 256] };
        let mut head = [0; 8 + 4 * 256];
        this.read_index(0, &mut head)?;
        if head[..8] != [0xFF, b't', b'O', b'c', 0, 0, 0, 2] {
            return Err(this.damaged("its index is not of version 2"));
        }
        for (count, bytes) in this.fanout.iter_mut().zip(head[8..].chunks_exact(4)) {
            *count = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        if !this.fanout.is_sorted() {
            return Err(this.damaged("its index is damaged"));
        }
        Ok(this)
    }

    /// Where an object begins in the pack.
    pub(super) fn offset(&self, id: ObjectId) -> Result<Option<u64>, RepositoryError> {
        let first = usize::from(id.0[0]);
        let mut low = if first == 0 { 0 } else { u64::from(self.fanout[first - 1]) };
        let mut high = u64::from(self.fanout[first]);
        let total = u64::from(self.fanout[255]);
        let names = 8 + 4 * 256;
        while low < high {
            let middle = u64::midpoint(low, high);
            let mut name = [0; 20];
            self.read_index(names + 20 * middle, &mut name)?;
            match name.cmp(&id.0) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.offset_at(middle, total).map(Some),
            }
        }
        Ok(None)
    }

    /// The offset of the object at a place of the index: after the names (20 bytes each) come the
    /// check sums and the offsets (4 each), then offsets of 8 bytes for packs above 2 GiB.
    fn offset_at(&self, place: u64, total: u64) -> Result<u64, RepositoryError> {
        let offsets = 8 + 4 * 256 + 24 * total;
        let mut short = [0; 4];
        self.read_index(offsets + 4 * place, &mut short)?;
        let short = u32::from_be_bytes(short);
        if short & 0x8000_0000 == 0 {
            return Ok(u64::from(short));
        }
        let mut long = [0; 8];
        self.read_index(offsets + 4 * total + 8 * u64::from(short & 0x7FFF_FFFF), &mut long)?;
        Ok(u64::from_be_bytes(long))
    }

    /// The object at an offset. Objects that it is a difference from and that this pack does not
    /// have are asked of `borrowed`.
    pub(super) fn object(
        &self,
        offset: u64,
        borrowed: &mut dyn FnMut(ObjectId) -> Result<Option<Object>, RepositoryError>,
    ) -> Result<Object, RepositoryError> {
        let mut offset = offset;
        let mut differences = Vec::new();
        let mut held = 0;
        let (kind, mut bytes) = loop {
            let entry = self.entry(offset)?;
            held += entry.bytes.len();
            if held > MAX_CHAIN || differences.len() > MAX_DEPTH {
                return Err(self.damaged("an object in it is too large"));
            }
            match entry.base {
                Base::None(kind) => break (kind, entry.bytes),
                Base::Before(distance) => {
                    differences.push(entry.bytes);
                    let base = offset.checked_sub(distance).filter(|_| distance > 0);
                    offset = base.ok_or_else(|| self.damaged("an object in it has no base"))?;
                }
                Base::Named(id) => {
                    differences.push(entry.bytes);
                    if let Some(inside) = self.offset(id)? {
                        offset = inside;
                    } else {
                        break borrowed(id)?
                            .ok_or_else(|| self.damaged("an object in it has no base"))?;
                    }
                }
            }
        };
        let mut written = 0;
        for difference in differences.iter().rev() {
            bytes = apply(&bytes, difference)
                .ok_or_else(|| self.damaged("an object in it is damaged"))?;
            written += bytes.len();
            if written > MAX_WRITTEN {
                return Err(self.damaged("an object in it takes too many steps"));
            }
        }
        Ok((kind, bytes))
    }

    /// One entry: kind and size in a number of variable length, the base of a difference, and
    /// deflated bytes.
    fn entry(&self, offset: u64) -> Result<PackEntry, RepositoryError> {
        let failed = |source| RepositoryError::Disk { path: self.name.clone(), source };
        let mut file = BufReader::new(&self.objects);
        file.seek(SeekFrom::Start(offset)).map_err(failed)?;
        let first = byte(&mut file).map_err(failed)?;
        let mut size = u64::from(first & 0x0F);
        let mut shift = 4;
        let mut more = first & 0x80 != 0;
        while more {
            let next = byte(&mut file).map_err(failed)?;
            if shift > 56 {
                return Err(self.damaged("an object in it is too large"));
            }
            size |= u64::from(next & 0x7F) << shift;
            shift += 7;
            more = next & 0x80 != 0;
        }
        if size > MAX_OBJECT {
            return Err(self.damaged("an object in it is too large"));
        }
        let base = match (first >> 4) & 7 {
            1 => Base::None(Kind::Commit),
            2 => Base::None(Kind::Tree),
            3 | 4 => Base::None(Kind::Other),
            6 => Base::Before(distance(&mut file).map_err(failed)?),
            7 => {
                let mut id = [0; 20];
                file.read_exact(&mut id).map_err(failed)?;
                Base::Named(ObjectId(id))
            }
            _ => return Err(self.damaged("an object in it is of no known kind")),
        };
        let mut bytes = Vec::new();
        ZlibDecoder::new(file).take(MAX_OBJECT + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 != size {
            return Err(self.damaged("an object in it is damaged"));
        }
        Ok(PackEntry { base, bytes })
    }

    fn read_index(&self, at: u64, into: &mut [u8]) -> Result<(), RepositoryError> {
        let mut file = &self.index;
        file.seek(SeekFrom::Start(at))
            .and_then(|_| file.read_exact(into))
            .map_err(|source| RepositoryError::Disk { path: self.name.clone(), source })
    }

    fn damaged(&self, what: &str) -> RepositoryError {
        RepositoryError::Damaged(format!("the pack `{}`: {what}", self.name))
    }
}

struct PackEntry {
    base: Base,
    bytes: Vec<u8>,
}

/// What an entry's bytes are a difference from.
enum Base {
    /// Nothing: they are the object.
    None(Kind),
    /// The object that begins so many bytes before.
    Before(u64),
    /// The object of this name.
    Named(ObjectId),
}

fn byte(file: &mut impl Read) -> std::io::Result<u8> {
    let mut byte = [0];
    file.read_exact(&mut byte)?;
    Ok(byte[0])
}

/// The distance to a base: seven bits a byte, highest first, one added at each further byte.
fn distance(file: &mut impl Read) -> std::io::Result<u64> {
    let mut next = byte(file)?;
    let mut value = u64::from(next & 0x7F);
    while next & 0x80 != 0 {
        if value > u64::MAX >> 8 {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        next = byte(file)?;
        value = ((value + 1) << 7) | u64::from(next & 0x7F);
    }
    Ok(value)
}

/// Applies a difference: the two sizes, then instructions to copy from the base or to insert.
fn apply(base: &[u8], difference: &[u8]) -> Option<Vec<u8>> {
    let mut rest = difference;
    if size(&mut rest)? != base.len() {
        return None;
    }
    let target = size(&mut rest)?;
    if target as u64 > MAX_OBJECT {
        return None;
    }
    let mut bytes = Vec::with_capacity(target);
    while let Some((instruction, after)) = rest.split_first() {
        rest = after;
        if instruction & 0x80 == 0 {
            // Insert so many bytes; zero is reserved.
            let length = usize::from(*instruction);
            bytes.extend_from_slice(rest.get(..length).filter(|part| !part.is_empty())?);
            rest = &rest[length..];
        } else {
            let mut number = |bits: std::ops::Range<u8>| -> Option<usize> {
                let mut value = 0;
                for (place, bit) in bits.enumerate() {
                    if instruction & (1 << bit) != 0 {
                        let (next, after) = rest.split_first()?;
                        rest = after;
                        value |= usize::from(*next) << (8 * place);
                    }
                }
                Some(value)
            };
            let from = number(0..4)?;
            let length = match number(4..7)? {
                0 => 0x1_0000,
                length => length,
            };
            bytes.extend_from_slice(base.get(from..from.checked_add(length)?)?);
        }
        if bytes.len() > target {
            return None;
        }
    }
    (bytes.len() == target).then_some(bytes)
}

/// A size: seven bits a byte, lowest first.
fn size(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    let mut shift = 0;
    loop {
        let (next, after) = rest.split_first()?;
        *rest = after;
        if shift > 42 {
            return None;
        }
        value |= usize::from(next & 0x7F) << shift;
        shift += 7;
        if next & 0x80 == 0 {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_applied() {
        let base = b"one two three";
        // Sizes 13 and 9; copy 4 bytes from 0; insert "four "; nothing more.
        let difference = [13, 9, 0b1001_0000, 4, 5, b'f', b'o', b'u', b'r', b' '];
        assert_eq!(apply(base, &difference).as_deref(), Some(&b"one four "[..]));
        assert_eq!(apply(b"other", &difference), None, "made for another base");
        assert_eq!(apply(base, &difference[..5]), None, "cut off");
        assert_eq!(apply(base, &[13, 9, 0b1001_0001, 200, 4]), None, "outside of the base");
    }
}
