// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What BDN's wallets tell a verification by: the IPFS hash of the JSON that describes it. For development and tests;
/// the event has BDN's shape.
contract VerificationStorage {
    event Verification(bytes ipfsHash);

    function verify(bytes calldata ipfsHash) external {
        emit Verification(ipfsHash);
    }
}
