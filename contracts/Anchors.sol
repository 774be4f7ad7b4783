// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Records when a root was first anchored. Anyone may anchor any root: it proves only that the data under it existed by
/// then. The contract has no owner and no settings, and cannot be changed.
contract Anchors {
    /// Omits the time: it is the block's time, which `anchoredAt` returns.
    event Anchored(bytes32 indexed root);

    /// Unix seconds of the block that first anchored a root; 0 if it was never anchored.
    mapping(bytes32 root => uint256 time) public anchoredAt;

    /// Anchors a root. Changes nothing if it is anchored already.
    function anchor(bytes32 root) external {
        if (anchoredAt[root] != 0) return;
        anchoredAt[root] = block.timestamp;
        emit Anchored(root);
    }
}
