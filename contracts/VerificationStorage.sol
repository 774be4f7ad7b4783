// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Emits BDN's event of an attestation: the CID of the JSON that describes it. For development and tests only.
contract VerificationStorage {
    event Verification(bytes ipfsHash);

    function verify(bytes calldata ipfsHash) external {
        emit Verification(ipfsHash);
    }
}
