//! Only the server opens the box, only for whom it was made, and only whoever asked reads the answer.

use super::{SEALED, answer, code_of, open, read_answer, seal};
use crate::{
    domain::ids::DeviceId,
    sync::{
        ports::Rng,
        relay::{RelayError, ServerSecret},
    },
};

struct Counting(u8);

impl Rng for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(5).wrapping_add(3);
            *byte = self.0;
        }
    }
}

#[test]
fn the_key_comes_back_to_whoever_asked_and_no_changed_byte_passes() {
    let server = ServerSecret::from_seed(&[1; 32]);
    let (device, secret, key) = (DeviceId(uuid::Uuid::from_u128(7)), [2; 32], [9; 32]);
    let public = ed25519_dalek::SigningKey::from_bytes(&secret).verifying_key().to_bytes();
    let sealed = seal(&server.public(), device, &secret, &key, &mut Counting(1)).unwrap();
    assert_eq!(sealed.len(), SEALED);
    let opened = open(&server, &sealed).unwrap();
    assert_eq!((opened.device, opened.checked(&public)), (device, Ok(key)));
    let other = ed25519_dalek::SigningKey::from_bytes(&[3; 32]).verifying_key().to_bytes();
    assert_eq!(opened.checked(&other), Err(RelayError::Damaged));
    assert!(matches!(open(&ServerSecret::from_seed(&[4; 32]), &sealed), Err(RelayError::OtherServer)));
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert!(open(&server, &changed).is_err(), "byte {index}");
    }
    let asked = ServerSecret::from_seed(&[5; 32]).public();
    let answered = answer(&asked, &key, &mut Counting(2)).unwrap();
    assert_eq!(read_answer(&[5; 32], &answered), Ok(key));
    assert_eq!(read_answer(&[6; 32], &answered), Err(RelayError::Damaged));
    assert_ne!(code_of(&asked), code_of(&server.public()));
    assert_eq!(code_of(&asked).len(), 8);
}
