// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Keeps when a root was first seen. Anybody may anchor anything: a root proves no more than that what leads to it existed
/// by then. There is no owner, nothing to configure and nothing to change.
contract Anchors {
    /// Nothing but the root: when, is the block's time, which `anchoredAt` keeps too.
    event Anchored(bytes32 indexed root);

    /// Unix seconds of the block that anchored a root first; 0 for one that was never anchored.
    mapping(bytes32 root => uint256 time) public anchoredAt;

    /// Anchors a root. One that is anchored already stays as it is, whoever sends it again.
    function anchor(bytes32 root) external {
        if (anchoredAt[root] != 0) return;
        anchoredAt[root] = block.timestamp;
        emit Anchored(root);
    }
}
